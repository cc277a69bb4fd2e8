import { BSONRegExp, Decimal128, Double, Int32, Long, ObjectId, deserialize, serialize } from "bson";
import { CommandError } from "../errors.js";

/** A BSON document in memory. Its numbers are bson's wrappers (Int32, Double, Long, Decimal128), never plain ones. */
export interface Doc {
  [field: string]: unknown;
}

/** A number of any of BSON's types. */
export type NumberValue = Int32 | Double | Long | Decimal128;

/** The largest document that is stored, in bytes, as in MongoDB. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** Reads BSON so that it can be written back without a change of type. Throws a BSONError on bytes that are not BSON. */
export function readDocument(bytes: Uint8Array): Doc {
  return deserialize(bytes, { promoteValues: false, promoteLongs: false, bsonRegExp: true });
}

/** Writes a document as BSON without undefined fields. Plain numbers (in replies) become int32 or double. */
export function writeDocument(doc: Doc): Buffer {
  return asBuffer(serialize(doc, { ignoreUndefined: true }));
}

/** How deep documents and arrays can be nested, as MongoDB's documentation says. */
const MAX_DEPTH = 100;

/** Writes a document that is about to be stored. Throws for one that is too large or nested too deep. */
export function writeStoredDocument(doc: Doc): Buffer {
  if (!isWithinDepth(doc, MAX_DEPTH)) {
    throw new CommandError("Overflow", `cannot insert document because it exceeds ${MAX_DEPTH} levels of nesting`);
  }
  return withinSize(asBuffer(serialize(doc, { ignoreUndefined: false })));
}

/** Writes a document that a query has computed. Throws for one that is too large. */
export function writeComputedDocument(doc: Doc): Buffer {
  return withinSize(writeDocument(doc));
}

function withinSize(bytes: Buffer): Buffer {
  if (bytes.length <= MAX_DOCUMENT_BYTES) return bytes;
  throw new CommandError("BSONObjectTooLarge", `a document is too large. size in bytes: ${bytes.length}`);
}

function isWithinDepth(value: unknown, depth: number): boolean {
  if (Array.isArray(value)) return depth > 0 && value.every((each) => isWithinDepth(each, depth - 1));
  if (!isDoc(value)) return true;
  if (depth === 0) return false;
  for (const field of Object.keys(value)) if (!isWithinDepth(value[field], depth - 1)) return false;
  return true;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Whether a value is an embedded document, rather than an array or one of bson's classes. */
export function isDoc(value: unknown): value is Doc {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Whether a value is a number of any of BSON's types. */
export function isNumber(value: unknown): value is NumberValue {
  const type = bsonType(value);
  return type === "Int32" || type === "Double" || type === "Long" || type === "Decimal128";
}

/** Whether MongoDB counts a value as true: all but false, zero, null and a missing value. */
export function isTruthy(value: unknown): boolean {
  if (isNumber(value)) return toDouble(value) !== 0;
  return value !== false && value !== null && value !== undefined;
}

/** The number as JavaScript's own; a Long or Decimal128 becomes the nearest double. */
export function toDouble(value: NumberValue): number {
  if (value instanceof Int32 || value instanceof Double) return value.value;
  return value instanceof Long ? value.toNumber() : Number(value.toString());
}

/** Wraps a JavaScript number: a whole one as Int32 or Long, as MongoDB would store its result, else as Double. */
export function fromNumber(value: number): NumberValue {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) return new Double(value);
  return value === (value | 0) ? new Int32(value) : Long.fromNumber(value);
}

/** A copy that shares no document and no array with the original; other values are never changed in place. */
export function deepCopy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(deepCopy) as T;
  if (!isDoc(value)) return value;
  const copy: Doc = {};
  for (const field of Object.keys(value)) setField(copy, field, deepCopy(value[field]));
  return copy as T;
}

/** Assigns a field, even `__proto__`. */
export function setField(doc: Doc, field: string, value: unknown): void {
  if (field === "__proto__")
    Object.defineProperty(doc, field, { value, writable: true, enumerable: true, configurable: true });
  else doc[field] = value;
}

/** A document's own field, or undefined. */
export function getField(doc: Doc, field: string): unknown {
  return Object.hasOwn(doc, field) ? doc[field] : undefined;
}

/** The name of bson's class for a value, or undefined for what JavaScript has itself. */
export function bsonType(value: unknown): string | undefined {
  return typeof value === "object" && value !== null ? (value as { _bsontype?: string })._bsontype : undefined;
}

export { BSONRegExp, Decimal128, Double, Int32, Long, ObjectId };
