import { Decimal128, Double, Int32, Long, fromNumber, toDouble, type NumberValue } from "./documents.js";
import { parseDecimal, type ExactDecimal } from "./number-order.js";

/** The sum, in the wider of both types; whole numbers that overflow widen, as in MongoDB. */
export function add(a: NumberValue, b: NumberValue): NumberValue {
  if (a instanceof Int32 && b instanceof Int32) return fromNumber(a.value + b.value);
  if (a instanceof Double && (b instanceof Int32 || b instanceof Double)) return new Double(a.value + b.value);
  if (a instanceof Long && b instanceof Long) {
    const sum = a.toNumber() + b.toNumber();
    // Beyond the safe integers a double has lost digits, or one of both operands has.
    if (Math.abs(sum) <= MOST_EXACT && Math.abs(a.toNumber()) <= MOST_EXACT) return Long.fromNumber(sum);
  }
  return combine(a, b, {
    whole: (x, y) => x + y,
    double: (x, y) => x + y,
    decimal: (x, y) => {
      const exponent = Math.min(x.exponent, y.exponent);
      return { digits: scaledTo(x, exponent) + scaledTo(y, exponent), exponent };
    },
  });
}

/** The product, in the wider of both types. */
export function multiply(a: NumberValue, b: NumberValue): NumberValue {
  return combine(a, b, {
    whole: (x, y) => x * y,
    double: (x, y) => x * y,
    decimal: (x, y) => ({ digits: x.digits * y.digits, exponent: x.exponent + y.exponent }),
  });
}

/** The negated number. */
export function negate(value: NumberValue): NumberValue {
  return multiply(value, new Int32(-1));
}

/** Whether the number is of a whole type, which keeps sums exact. */
export function isWhole(value: NumberValue): value is Int32 | Long {
  return value instanceof Int32 || value instanceof Long;
}

/** Sums of numbers up to this are exact in a double, and so are their parts. */
const MOST_EXACT = 2 ** 52;

interface Combination {
  whole(a: bigint, b: bigint): bigint;
  double(a: number, b: number): number;
  decimal(a: ExactDecimal, b: ExactDecimal): ExactDecimal;
}

function combine(a: NumberValue, b: NumberValue, by: Combination): NumberValue {
  if (a instanceof Decimal128 || b instanceof Decimal128) return combineDecimals(a, b, by);
  if (!isWhole(a) || !isWhole(b)) return new Double(by.double(toDouble(a), toDouble(b)));
  const result = by.whole(toBigInt(a), toBigInt(b));
  if (a instanceof Int32 && b instanceof Int32 && BigInt.asIntN(32, result) === result)
    return new Int32(Number(result));
  return BigInt.asIntN(64, result) === result ? Long.fromBigInt(result) : new Double(Number(result));
}

function combineDecimals(a: NumberValue, b: NumberValue, by: Combination): Decimal128 {
  const [x, y] = [toDecimal(a), toDecimal(b)];
  if (!x || !y) return Decimal128.fromString(decimalName(by.double(toDouble(a), toDouble(b))));
  const { digits, exponent } = by.decimal(x, y);
  return Decimal128.fromStringWithRounding(`${digits}E${exponent}`);
}

function toDecimal(value: NumberValue): ExactDecimal | undefined {
  if (isWhole(value)) return { digits: toBigInt(value), exponent: 0 };
  return parseDecimal(value instanceof Double ? Decimal128.fromString(decimalName(value.value)) : value);
}

function decimalName(value: number): string {
  return Number.isFinite(value) ? String(value) : Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

function toBigInt(value: Int32 | Long): bigint {
  return value instanceof Int32 ? BigInt(value.value) : value.toBigInt();
}

function scaledTo(value: ExactDecimal, exponent: number): bigint {
  return value.digits * 10n ** BigInt(value.exponent - exponent);
}
