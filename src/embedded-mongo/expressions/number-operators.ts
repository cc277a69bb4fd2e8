import { Double, Int32, Long, fromNumber, isNumber, toDouble, type NumberValue } from "../values/documents.js";
import { add, isWhole, multiply, negate } from "../values/arithmetic.js";
import { CommandError } from "../errors.js";
import type { Operator } from "./expression.js";
import { isNullish, numberOperand } from "./operands.js";

/** Arithmetic on BSON's numbers and dates: null in gives null out. */
export const numberOperators: Record<string, Operator> = {
  $add: (...operands) => (operands.some(isNullish) ? null : operands.reduce(sum)),
  $subtract: (a, b) => (isNullish(a) || isNullish(b) ? null : subtract(a, b)),
  $multiply: (...operands) =>
    operands.some(isNullish) ? null : numbers("$multiply", operands).reduce(multiply, new Int32(1)),
  $divide: (a, b) =>
    isNullish(a) || isNullish(b) ? null : divide(numberOperand(a, "$divide"), numberOperand(b, "$divide")),
  $mod: (a, b) => (isNullish(a) || isNullish(b) ? null : modulo(numberOperand(a, "$mod"), numberOperand(b, "$mod"))),
  $abs: (value) => (isNullish(value) ? null : absolute(numberOperand(value, "$abs"))),
  $ceil: (value) => rounded(value, Math.ceil, "$ceil"),
  $floor: (value) => rounded(value, Math.floor, "$floor"),
  $trunc: (value, places) => rounded(value, toPlaces(Math.trunc, places), "$trunc"),
  $round: (value, places) => rounded(value, toPlaces(roundHalfEven, places), "$round"),
};

function numbers(operator: string, operands: unknown[]): NumberValue[] {
  return operands.map((operand) => numberOperand(operand, operator));
}

function sum(a: unknown, b: unknown): unknown {
  if (a instanceof Date && b instanceof Date)
    throw new CommandError("Location16612", "only one date allowed in an $add expression");
  if (a instanceof Date) return new Date(a.getTime() + Math.round(toDouble(numberOperand(b, "$add"))));
  if (b instanceof Date) return sum(b, a);
  return add(numberOperand(a, "$add"), numberOperand(b, "$add"));
}

function subtract(a: unknown, b: unknown): unknown {
  if (a instanceof Date && b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
  if (a instanceof Date) return new Date(a.getTime() - Math.round(toDouble(numberOperand(b, "$subtract"))));
  return add(numberOperand(a, "$subtract"), negate(numberOperand(b, "$subtract")));
}

function divide(a: NumberValue, b: NumberValue): NumberValue {
  if (toDouble(b) === 0) throw new CommandError("BadValue", "can't $divide by zero");
  return new Double(toDouble(a) / toDouble(b));
}

function modulo(a: NumberValue, b: NumberValue): NumberValue {
  if (toDouble(b) === 0) throw new CommandError("BadValue", "can't $mod by zero");
  const result = toDouble(a) % toDouble(b);
  return isWhole(a) && isWhole(b) ? fromNumber(result + 0) : new Double(result);
}

function absolute(value: NumberValue): NumberValue {
  return toDouble(value) < 0 ? negate(value) : value;
}

function rounded(value: unknown, round: (value: number) => number, operator: string): unknown {
  if (isNullish(value)) return null;
  const number = numberOperand(value, operator);
  const result = round(toDouble(number));
  return isWhole(number) ? fromNumber(result) : new Double(result);
}

function toPlaces(round: (value: number) => number, places: unknown): (value: number) => number {
  if (!isNumber(places)) return round;
  // Moving the decimal point in the number's text does not add the error that multiplying would.
  const shift = toDouble(places);
  return (value) => moved(round(moved(value, shift)), -shift);
}

function moved(value: number, places: number): number {
  const [digits = "0", exponent = "0"] = String(value).split("e");
  return Number(`${digits}e${Number(exponent) + places}`);
}

function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
