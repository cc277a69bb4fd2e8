import { isDoc, isTruthy, type Doc } from "../values/documents.js";
import { anyValueAt } from "../values/paths.js";
import { CommandError } from "../errors.js";
import { compileExpression } from "../expressions/compile-expression.js";
import type { Variables } from "../expressions/expression.js";
import type { Filter } from "./condition.js";
import { compileCondition } from "./conditions.js";

/** Compiles a filter once, to test many documents. Throws as MongoDB does on what it does not understand. */
export function compileFilter(filter: Doc, variables: Variables = {}): Filter {
  const clauses = Object.keys(filter).map((name) => compileClause(name, filter[name], variables));
  if (clauses.length === 1) return clauses[0]!;
  return (doc) => clauses.every((clause) => clause(doc));
}

function compileClause(name: string, operand: unknown, variables: Variables): Filter {
  if (!name.startsWith("$")) return compileField(name, operand, variables);
  switch (name) {
    case "$and":
      return and(compileList(name, operand, variables));
    case "$or":
      return or(compileList(name, operand, variables));
    case "$nor":
      return not(or(compileList(name, operand, variables)));
    case "$expr":
      return matchesExpression(operand, variables);
    case "$comment":
      return () => true;
  }
  throw new CommandError("BadValue", `unknown top level operator: ${name}.`);
}

function compileField(name: string, operand: unknown, variables: Variables): Filter {
  const path = name.split(".");
  const condition = compileCondition(operand, (filter) => compileFilter(filter, variables));
  return (doc) => condition((test, whole = false) => anyValueAt(doc, path, whole, test));
}

function compileList(name: string, operand: unknown, variables: Variables): Filter[] {
  if (!Array.isArray(operand) || operand.length === 0 || !operand.every(isDoc)) {
    throw new CommandError("BadValue", `${name} argument must be a non-empty array of objects`);
  }
  return operand.map((filter) => compileFilter(filter, variables));
}

function and(filters: Filter[]): Filter {
  return (doc) => filters.every((filter) => filter(doc));
}

function or(filters: Filter[]): Filter {
  return (doc) => filters.some((filter) => filter(doc));
}

function not(filter: Filter): Filter {
  return (doc) => !filter(doc);
}

function matchesExpression(operand: unknown, variables: Variables): Filter {
  const expression = compileExpression(operand);
  return (doc) => isTruthy(expression({ ...variables, ROOT: doc, CURRENT: doc }));
}
