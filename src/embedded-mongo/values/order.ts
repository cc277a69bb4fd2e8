import {
  Decimal128,
  ObjectId,
  bsonType,
  isDoc,
  isNumber,
  toDouble,
  type Doc,
  type Double,
  type Int32,
} from "./documents.js";
import { encodeValue, typeBytes } from "./key-encoding.js";
import { parseDecimal } from "./number-order.js";

/** Compares any two values in MongoDB's order: first by kind of type, then by value. A missing value counts as null. */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  if (isSmallNumber(a) && isSmallNumber(b)) return compareNumbers(a.value, b.value);
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  const [x, y] = [exactNumber(a), exactNumber(b)];
  if (x !== undefined && y !== undefined) return x - y;
  return Buffer.compare(encodeValue(a), encodeValue(b));
}

/** Whether MongoDB treats two values as equal: 1 and 1.0 are; documents with fields in another order are not. */
export function valuesEqual(a: unknown, b: unknown): boolean {
  if (typeof a === "string" && typeof b === "string") return a === b;
  return compareValues(a, b) === 0;
}

/** A text that only equal values share, for use in a Set or Map. */
export function identityOf(value: unknown): string {
  if (typeof value === "string" && isPlain(value)) return `${TYPES.string}${value}${ZERO}${ZERO}`;
  if (value instanceof ObjectId && Buffer.isBuffer(value.id)) return TYPES.objectId + value.id.toString("latin1");
  if (isDoc(value)) return identityOfFields(value);
  const number = exactNumber(value);
  if (number !== undefined) return `${TYPES.number}${WHOLE}${number}${ZERO}`;
  return encodeValue(value).toString("latin1");
}

const ZERO = "\0";
/** Stands before the digits of a whole number. No encoding has this character, since its characters are bytes. */
const WHOLE = "\u0100";
const TYPES = {
  string: String.fromCharCode(typeBytes.string),
  objectId: String.fromCharCode(typeBytes.objectId),
  object: String.fromCharCode(typeBytes.object),
  number: String.fromCharCode(typeBytes.number),
};

/** A whole number of any type that JavaScript holds exactly; undefined for every other value. */
function exactNumber(value: unknown): number | undefined {
  if (!isNumber(value)) return undefined;
  const number = value instanceof Decimal128 ? exactDecimal(value) : toDouble(value);
  return Number.isSafeInteger(number) ? number + 0 : undefined;
}

/** A Decimal128's value where that is a whole number, else NaN. */
function exactDecimal(value: Decimal128): number {
  const parts = parseDecimal(value);
  if (!parts || parts.exponent > 15) return NaN;
  const { digits, exponent } = parts;
  const scale = 10n ** BigInt(Math.abs(exponent));
  if (exponent >= 0) return Number(digits * scale);
  return digits % scale === 0n ? Number(digits / scale) : NaN;
}

/** The type of each field comes before its name, and its value after it. */
function identityOfFields(doc: Doc): string {
  let identity = TYPES.object;
  for (const name of Object.keys(doc)) {
    const value = identityOf(doc[name]);
    identity += value.charAt(0) + (isPlain(name) ? name : Buffer.from(name).toString("latin1")) + ZERO + value.slice(1);
  }
  return identity + ZERO;
}

/** Whether a text is ASCII without a zero, so that its characters are its bytes. */
function isPlain(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- all of ASCII but zero
  return /^[\x01-\x7f]*$/.test(text);
}

function isSmallNumber(value: unknown): value is Int32 | Double {
  const type = bsonType(value);
  return type === "Int32" || type === "Double";
}

function compareNumbers(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  // JavaScript orders by UTF-16 units, which differs from UTF-8 for characters beyond the first plane.
  if (beyondFirstPlane.test(a) || beyondFirstPlane.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

const beyondFirstPlane = /[\ud800-\udfff]/;
