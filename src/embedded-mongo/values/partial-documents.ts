import { Double, Int32, Long, ObjectId, readDocument, setField, type Doc } from "./documents.js";

/** The fields to read: each whole, or with some of the fields inside it. Names are as `fieldKey` writes them. */
export type Fields = Map<string, Fields | "whole">;

/** A field's name as it is looked up: by its bytes, which is quicker than by its characters. */
export const fieldKey = (name: string): string => Buffer.from(name).toString("latin1");

/** Reads only these fields of a BSON document, each as `readDocument` reads it. */
export function readFields(bytes: Buffer, fields: Fields): Doc {
  return readWithin(bytes, 0, fields);
}

const END = 0;
const TYPE = {
  double: 0x01,
  text: 0x02,
  document: 0x03,
  array: 0x04,
  binary: 0x05,
  objectId: 0x07,
  boolean: 0x08,
  date: 0x09,
  null: 0x0a,
  regex: 0x0b,
  code: 0x0d,
  symbol: 0x0e,
  codeWithScope: 0x0f,
  int32: 0x10,
  timestamp: 0x11,
  int64: 0x12,
  decimal: 0x13,
} as const;

/** How many bytes the values of other types take, which all have the same length. */
const LENGTHS = new Map<number, number>([
  [TYPE.double, 8],
  [TYPE.objectId, 12],
  [TYPE.boolean, 1],
  [TYPE.date, 8],
  [TYPE.null, 0],
  [TYPE.int32, 4],
  [TYPE.timestamp, 8],
  [TYPE.int64, 8],
  [TYPE.decimal, 16],
  [0x06, 0],
  [0x7f, 0],
  [0xff, 0],
]);

function readWithin(bytes: Buffer, start: number, fields: Fields): Doc {
  const doc: Doc = {};
  for (let at = start + 4; bytes[at] !== END;) {
    const nameEnd = bytes.indexOf(END, at + 1);
    const next = nameEnd + 1 + lengthOf(bytes, bytes[at]!, nameEnd + 1);
    const inside = fields.get(bytes.toString("latin1", at + 1, nameEnd));
    if (inside !== undefined) {
      setField(doc, bytes.toString("utf8", at + 1, nameEnd), readValue(bytes, at, nameEnd + 1, next, inside));
    }
    at = next;
  }
  return doc;
}

/** Every element, so that positions stay; of documents in the array, these fields. */
function readElements(bytes: Buffer, start: number, fields: Fields): unknown[] {
  const elements: unknown[] = [];
  for (let at = start + 4; bytes[at] !== END;) {
    const type = bytes[at]!;
    const value = bytes.indexOf(END, at + 1) + 1;
    const next = value + lengthOf(bytes, type, value);
    elements.push(readValue(bytes, at, value, next, type === TYPE.document ? fields : "whole"));
    at = next;
  }
  return elements;
}

/** The value of the element from `at` to `next`, which itself begins at `value`. */
function readValue(bytes: Buffer, at: number, value: number, next: number, inside: Fields | "whole"): unknown {
  switch (bytes[at]) {
    case TYPE.text:
      return bytes.toString("utf8", value + 4, next - 1);
    case TYPE.int32:
      return new Int32(bytes.readInt32LE(value));
    case TYPE.double:
      return new Double(bytes.readDoubleLE(value));
    case TYPE.date:
      return new Date(new Long(bytes.readInt32LE(value), bytes.readInt32LE(value + 4)).toNumber());
    case TYPE.objectId:
      return new ObjectId(Buffer.from(bytes.subarray(value, next)));
    case TYPE.boolean:
      return bytes[value] === 1;
    case TYPE.null:
      return null;
    case TYPE.document:
      return inside === "whole" ? readDocument(bytes.subarray(value, next)) : readWithin(bytes, value, inside);
    case TYPE.array:
      return inside === "whole" ? readAlone(bytes, at, next) : readElements(bytes, value, inside);
  }
  return readAlone(bytes, at, next);
}

/** Reads one element as a document of its own. */
function readAlone(bytes: Buffer, at: number, next: number): unknown {
  const alone = Buffer.alloc(4 + next - at + 1);
  alone.writeInt32LE(alone.length, 0);
  bytes.copy(alone, 4, at, next);
  return Object.values(readDocument(alone))[0];
}

function lengthOf(bytes: Buffer, type: number, at: number): number {
  const fixed = LENGTHS.get(type);
  if (fixed !== undefined) return fixed;
  switch (type) {
    case TYPE.text:
    case TYPE.code:
    case TYPE.symbol:
      return 4 + bytes.readInt32LE(at);
    case TYPE.document:
    case TYPE.array:
    case TYPE.codeWithScope:
      return bytes.readInt32LE(at);
    case TYPE.binary:
      return 5 + bytes.readInt32LE(at);
    case TYPE.regex:
      return bytes.indexOf(END, bytes.indexOf(END, at) + 1) + 1 - at;
  }
  throw new RangeError(`a BSON value has the unknown type ${type}`);
}
