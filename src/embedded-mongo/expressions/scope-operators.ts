import { isDoc, isTruthy, type Doc } from "../values/documents.js";
import { CommandError } from "../errors.js";
import type { Expression, SpecialOperator } from "./expression.js";
import { arrayOperand, isNullish } from "./operands.js";

type Compile = (expression: unknown) => Expression;

/** Operators that choose what to compute, or compute with variables of their own. */
export const scopeOperators: Record<string, SpecialOperator> = {
  $literal: (operand) => () => operand,
  $cond: (operand, compile) => condition(operand, compile),
  $ifNull: (operand, compile) => firstPresent((operand as unknown[]).map(compile)),
  $switch: (operand, compile) => chosenBranch(fieldsOf(operand, "$switch"), compile),
  $let: (operand, compile) => withVariables(fieldsOf(operand, "$let"), compile),
  $map: (operand, compile) => mapped(fieldsOf(operand, "$map"), compile),
  $filter: (operand, compile) => filtered(fieldsOf(operand, "$filter"), compile),
  $reduce: (operand, compile) => reduced(fieldsOf(operand, "$reduce"), compile),
};

function condition(operand: unknown, compile: Compile): Expression {
  const parts = isDoc(operand) ? [operand.if, operand.then, operand.else] : (operand as unknown[]);
  const [test, yes, no] = parts.map(compile) as [Expression, Expression, Expression];
  return (variables) => (isTruthy(test(variables)) ? yes(variables) : no(variables));
}

function firstPresent(choices: Expression[]): Expression {
  return (variables) => {
    for (const choice of choices.slice(0, -1)) {
      const value = choice(variables);
      if (!isNullish(value)) return value;
    }
    return choices.at(-1)!(variables);
  };
}

function chosenBranch(operand: Doc, compile: Compile): Expression {
  const branches = (operand.branches as Doc[]).map((branch) => ({
    test: compile(branch.case),
    value: compile(branch.then),
  }));
  const otherwise = "default" in operand ? compile(operand.default) : noBranch;
  return (variables) => {
    for (const { test, value } of branches) if (isTruthy(test(variables))) return value(variables);
    return otherwise(variables);
  };
}

function noBranch(): never {
  throw new CommandError(
    "BadValue",
    "$switch could not find a matching branch for an input, and no default was specified.",
  );
}

function withVariables(operand: Doc, compile: Compile): Expression {
  const given = fieldsOf(operand.vars, "$let");
  const compiled = Object.keys(given).map((name) => ({ name, value: compile(given[name]) }));
  const body = compile(operand.in);
  return (variables) => {
    const inner = { ...variables };
    for (const { name, value } of compiled) inner[name] = value(variables);
    return body(inner);
  };
}

function mapped(operand: Doc, compile: Compile): Expression {
  const [input, body, as] = [compile(operand.input), compile(operand.in), nameOf(operand)];
  return (variables) => {
    const array = input(variables);
    if (isNullish(array)) return null;
    return arrayOperand(array, "$map").map((element) => body({ ...variables, [as]: element }) ?? null);
  };
}

function filtered(operand: Doc, compile: Compile): Expression {
  const [input, test, as] = [compile(operand.input), compile(operand.cond), nameOf(operand)];
  return (variables) => {
    const array = input(variables);
    if (isNullish(array)) return null;
    return arrayOperand(array, "$filter").filter((element) => isTruthy(test({ ...variables, [as]: element })));
  };
}

function reduced(operand: Doc, compile: Compile): Expression {
  const [input, start, body] = [compile(operand.input), compile(operand.initialValue), compile(operand.in)];
  return (variables) => {
    const array = input(variables);
    if (isNullish(array)) return null;
    return arrayOperand(array, "$reduce").reduce(
      (value, element) => body({ ...variables, value, this: element }),
      start(variables),
    );
  };
}

function nameOf(operand: Doc): string {
  return typeof operand.as === "string" ? operand.as : "this";
}

function fieldsOf(operand: unknown, operator: string): Doc {
  if (isDoc(operand)) return operand;
  throw new CommandError("FailedToParse", `${operator} only supports an object as its argument`);
}
