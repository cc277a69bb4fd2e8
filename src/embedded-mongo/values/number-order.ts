import type { Decimal128 } from "./documents.js";
import { Double, Int32, Long, toDouble, type NumberValue } from "./documents.js";
import type { Bytes } from "./bytes.js";

/**
 * Writes a number so that bytes compare as MongoDB compares numbers, exactly and across the four numeric types: first
 * the nearest double, then on which side of it the number lies, then (off the double only) its decimal digits.
 */
export function writeNumber(out: Bytes, value: NumberValue): void {
  const nearest = toDouble(value);
  writeSortableDouble(out, nearest);
  if (value instanceof Int32 || value instanceof Double || Number.isNaN(nearest)) return out.byte(0x80);
  const decimal = value instanceof Long ? { digits: value.toBigInt(), exponent: 0 } : parseDecimal(value);
  const side = decimal ? compareWithDouble(decimal, nearest) : 0;
  out.byte(0x80 + side);
  if (decimal && side !== 0) writeDigits(out, decimal);
}

/** A decimal number, exactly: digits × 10^exponent. */
export interface ExactDecimal {
  digits: bigint;
  exponent: number;
}

/** Reads a Decimal128 exactly; undefined for an infinity or NaN. */
export function parseDecimal(value: Decimal128): ExactDecimal | undefined {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/.exec(value.toString());
  if (!parts) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = parts;
  return { digits: BigInt(sign + whole + fraction), exponent: Number(exponent) - fraction.length };
}

function writeSortableDouble(out: Bytes, value: number): void {
  const start = out.length;
  // NaN sorts before every other number.
  if (Number.isNaN(value)) return out.uint64(0n);
  out.double(value === 0 ? 0 : value);
  if (value < 0) out.invertFrom(start);
  else out.flipTopBit(start);
}

function compareWithDouble(decimal: ExactDecimal, double: number): -1 | 0 | 1 {
  if (double === Infinity) return -1;
  if (double === -Infinity) return 1;
  const { mantissa, power } = splitDouble(double);
  const left = decimal.digits * 10n ** BigInt(Math.max(decimal.exponent, 0)) * 2n ** BigInt(Math.max(-power, 0));
  const right = mantissa * 2n ** BigInt(Math.max(power, 0)) * 10n ** BigInt(Math.max(-decimal.exponent, 0));
  return left < right ? -1 : left > right ? 1 : 0;
}

function splitDouble(value: number): { mantissa: bigint; power: number } {
  let power = 0;
  let mantissa = value;
  while (!Number.isSafeInteger(mantissa)) {
    const down = Math.abs(mantissa) > Number.MAX_SAFE_INTEGER;
    mantissa = down ? mantissa / 2 : mantissa * 2;
    power += down ? 1 : -1;
  }
  return { mantissa: BigInt(mantissa), power };
}

function writeDigits(out: Bytes, { digits, exponent }: ExactDecimal): void {
  const start = out.length;
  const text = String(digits < 0n ? -digits : digits);
  const scale = text.length - 1 + exponent + 0x8000;
  out.byte(scale >> 8);
  out.byte(scale & 0xff);
  out.text(text.replace(/0+$/, ""));
  out.byte(0);
  if (digits < 0n) out.invertFrom(start);
}
