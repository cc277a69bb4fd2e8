import { Context, evalExpr } from "mingo/core";
import * as arithmetic from "mingo/operators/expression/arithmetic";
import * as dates from "mingo/operators/expression/date";
import * as texts from "mingo/operators/expression/string";
import { fromNumber, isDoc, isNumber, setField, toDouble, type Doc } from "../values/documents.js";
import { CommandError } from "../errors.js";
import type { Operator } from "./expression.js";
import { isNullish } from "./operands.js";

const dateParts = [
  "$year",
  "$month",
  "$dayOfMonth",
  "$dayOfWeek",
  "$dayOfYear",
  "$hour",
  "$minute",
  "$second",
  "$millisecond",
];
const isoDateParts = ["$isoDayOfWeek", "$isoWeek", "$isoWeekYear", "$week"];
const dateOperators = ["$dateAdd", "$dateSubtract", "$dateDiff", "$dateTrunc", "$dateToString", "$dateToParts"];
const dateReaders = ["$dateFromParts", "$dateFromString"];
const others = ["$pow", "$sqrt", "$exp", "$ln", "$log10", "$ltrim", "$rtrim", "$replaceOne", "$replaceAll"];

/** Operators left to mingo: dates, and a few on plain numbers and texts. */
export const mingoOperators: Record<string, Operator> = Object.fromEntries(
  [...dateParts, ...isoDateParts, ...dateOperators, ...dateReaders, ...others].map((name) => [name, byMingo(name)]),
);

const context = Context.init({ expression: { ...arithmetic, ...dates, ...texts } });

function byMingo(name: string): Operator {
  return (...operands) => {
    if (isNullish(subjectOf(operands[0]))) return nothing(operands[0]);
    const literals = operands.map(toLiteral);
    const expression = { [name]: literals.length === 1 ? literals[0] : literals };
    return fromPlain(compute(name, expression));
  };
}

/** The operand that makes the result null when it is null: the date or text among named operands. */
function subjectOf(operand: unknown): unknown {
  if (!isDoc(operand)) return operand;
  const named = ["date", "startDate", "input", "dateString", "year", "isoWeekYear"].find((name) =>
    Object.hasOwn(operand, name),
  );
  return named && operand[named];
}

function nothing(operand: unknown): unknown {
  return isDoc(operand) ? (operand.onNull ?? null) : null;
}

function compute(name: string, expression: Doc): unknown {
  try {
    return evalExpr({}, expression, { context } as never);
  } catch (error) {
    throw new CommandError("BadValue", `${name}: ${(error as Error).message}`);
  }
}

function toLiteral(value: unknown): unknown {
  if (isNumber(value)) return toDouble(value);
  if (!isDoc(value)) return value;
  const literal: Doc = {};
  for (const name of Object.keys(value)) if (value[name] !== undefined) setField(literal, name, toLiteral(value[name]));
  return literal;
}

function fromPlain(value: unknown): unknown {
  if (typeof value === "number") return fromNumber(value);
  if (!isDoc(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fromPlain(each)]));
}
