import type { BSONRegExp, Binary, Code, ObjectId, Timestamp } from "bson";
import { Bytes } from "./bytes.js";
import { bsonType, isNumber, type Doc } from "./documents.js";
import { writeNumber } from "./number-order.js";

/** The first byte of an encoded value: MongoDB's order of types. */
export const typeBytes = {
  minKey: 0x01,
  undefined: 0x02,
  null: 0x05,
  number: 0x0a,
  string: 0x0f,
  object: 0x14,
  array: 0x19,
  binData: 0x1e,
  objectId: 0x23,
  bool: 0x28,
  date: 0x2d,
  timestamp: 0x2f,
  regex: 0x32,
  javascript: 0x3c,
  maxKey: 0x7f,
} as const;

/** Stands for an empty array in an index: sorts before null and does not equal it. */
export const EMPTY_ARRAY_KEY = Symbol("empty array");

/**
 * Bytes that compare as MongoDB orders the values. No encoding is a prefix of another, so encodings can be
 * concatenated.
 */
export function encodeValue(value: unknown): Buffer {
  scratch.clear();
  writeValue(scratch, value);
  return scratch.copy();
}

/** The concatenated encodings of several values; descending ones have every bit inverted. */
export function encodeKey(values: readonly unknown[], descending: readonly boolean[]): Buffer {
  scratch.clear();
  values.forEach((value, i) => {
    const start = scratch.length;
    writeValue(scratch, value);
    if (descending[i]) scratch.invertFrom(start);
  });
  return scratch.copy();
}

/** The byte that says which types compare with each other: all numbers share one, null and a missing value another. */
export function typeByte(value: unknown): number {
  if (value === null || value === undefined) return typeBytes.null;
  if (value === EMPTY_ARRAY_KEY) return typeBytes.undefined;
  if (typeof value === "string") return typeBytes.string;
  if (typeof value === "boolean") return typeBytes.bool;
  if (value instanceof Date) return typeBytes.date;
  if (Array.isArray(value)) return typeBytes.array;
  return classBytes[bsonType(value) ?? ""] ?? typeBytes.object;
}

const scratch = new Bytes();
const ZERO_INSIDE = Buffer.from([0x00, 0xff]);
const END_OF_TEXT = Buffer.from([0x00, 0x00]);

const classBytes: Record<string, number> = {
  Int32: typeBytes.number,
  Double: typeBytes.number,
  Long: typeBytes.number,
  Decimal128: typeBytes.number,
  ObjectId: typeBytes.objectId,
  Binary: typeBytes.binData,
  UUID: typeBytes.binData,
  BSONSymbol: typeBytes.string,
  Timestamp: typeBytes.timestamp,
  BSONRegExp: typeBytes.regex,
  Code: typeBytes.javascript,
  MinKey: typeBytes.minKey,
  MaxKey: typeBytes.maxKey,
};

function writeValue(out: Bytes, value: unknown): void {
  const type = typeByte(value);
  out.byte(type);
  writePayload(out, type, value);
}

function writePayload(out: Bytes, type: number, value: unknown): void {
  if (isNumber(value)) return writeNumber(out, value);
  switch (type) {
    case typeBytes.string:
      return writeText(out, String(value));
    case typeBytes.object:
      return writeFields(out, value as Doc);
    case typeBytes.array:
      for (const element of value as unknown[]) writeValue(out, element);
      return out.byte(0);
    case typeBytes.bool:
      return out.byte(value ? 1 : 0);
    case typeBytes.date:
      // A date beyond JavaScript's range has no number.
      return out.uint64(BigInt((value as Date).getTime() || 0) ^ (1n << 63n));
    case typeBytes.objectId:
      return out.raw((value as ObjectId).id);
    case typeBytes.binData:
      return writeBinary(out, value as Binary);
    case typeBytes.timestamp:
      return out.uint64((value as Timestamp).toBigInt());
    case typeBytes.regex:
      writeText(out, (value as BSONRegExp).pattern);
      return writeText(out, (value as BSONRegExp).options);
    case typeBytes.javascript:
      return writeText(out, (value as Code).code);
  }
}

function writeText(out: Bytes, text: string): void {
  // A zero inside is followed by 0xff, the end by another zero: "a" stays before "a\0".
  text.split("\0").forEach((part, i) => {
    if (i > 0) out.raw(ZERO_INSIDE);
    out.text(part);
  });
  out.raw(END_OF_TEXT);
}

function writeFields(out: Bytes, doc: Doc): void {
  for (const field of Object.keys(doc)) {
    const type = typeByte(doc[field]);
    out.byte(type);
    out.text(field);
    out.byte(0);
    writePayload(out, type, doc[field]);
  }
  out.byte(0);
}

function writeBinary(out: Bytes, binary: Binary): void {
  out.uint32(binary.position);
  out.byte(binary.sub_type);
  out.raw(binary.buffer.subarray(0, binary.position));
}
