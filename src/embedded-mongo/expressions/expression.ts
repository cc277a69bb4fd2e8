import type { Doc } from "../values/documents.js";

/** The variables of an expression by name: ROOT and CURRENT, and those of $let and its like. */
export type Variables = Doc;

/** Computes a value from variables; undefined is a missing one. */
export type Expression = (variables: Variables) => unknown;

/** An operator whose operands are computed before it. */
export type Operator = (...operands: unknown[]) => unknown;

/** An operator that reads its operand as it stands in the expression. */
export type SpecialOperator = (operand: unknown, compile: (expression: unknown) => Expression) => Expression;
