import { Double, Int32, ObjectId, readDocument, setField, type Doc } from "./documents.js";

/** The fields to read: each whole, or with some of the fields inside it. */
export interface Fields {
  /** By a hash of the name's bytes; fields whose names share one are in one list. */
  byHash: Map<number, Field[]>;
  size: number;
}

interface Field {
  name: string;
  bytes: Buffer;
  inside: Fields | "whole";
}

/** The fields at these dotted paths. A path to a whole field makes those inside it superfluous. */
export function fieldsAt(paths: Iterable<string>): Fields {
  const fields: Fields = { byHash: new Map(), size: 0 };
  for (const path of paths) plant(fields, path.split("."));
  return fields;
}

/** Reads only these fields of a BSON document, each as `readDocument` reads it. */
export function readFields(bytes: Buffer, fields: Fields): Doc {
  return readWithin(bytes, 0, fields);
}

function plant(fields: Fields, [name = "", ...rest]: string[]): void {
  const field = fieldNamed(fields, name);
  if (field.inside === "whole") return;
  if (rest.length === 0) field.inside = "whole";
  else plant(field.inside, rest);
}

function fieldNamed(fields: Fields, name: string): Field {
  const bytes = Buffer.from(`${name}\0`);
  const hash = hashAt(bytes, 0);
  const alike = fields.byHash.get(hash) ?? [];
  const there = alike.find((field) => field.name === name);
  if (there) return there;
  const field: Field = { name, bytes, inside: { byHash: new Map(), size: 0 } };
  fields.byHash.set(hash, [...alike, field]);
  fields.size++;
  return field;
}

/** A hash of the name that begins here and ends with a zero. */
function hashAt(bytes: Buffer, at: number): number {
  let hash = 0;
  for (let i = at; bytes[i] !== END; i++) hash = (hash * 31 + bytes[i]!) | 0;
  return hash;
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
  undefined: 0x06,
  minKey: 0xff,
  maxKey: 0x7f,
  regex: 0x0b,
  code: 0x0d,
  symbol: 0x0e,
  codeWithScope: 0x0f,
  int32: 0x10,
  timestamp: 0x11,
  int64: 0x12,
  decimal: 0x13,
} as const;

const VARIES = -1;

/** How many bytes a value takes, by its type, where all values of the type take as many. */
const LENGTHS = fixedLengths({
  [TYPE.double]: 8,
  [TYPE.objectId]: 12,
  [TYPE.boolean]: 1,
  [TYPE.date]: 8,
  [TYPE.null]: 0,
  [TYPE.int32]: 4,
  [TYPE.timestamp]: 8,
  [TYPE.int64]: 8,
  [TYPE.decimal]: 16,
  [TYPE.undefined]: 0,
  [TYPE.maxKey]: 0,
  [TYPE.minKey]: 0,
});

function fixedLengths(known: Record<number, number>): Int8Array {
  return Int8Array.from({ length: 256 }, (_, type) => known[type] ?? VARIES);
}

function readWithin(bytes: Buffer, start: number, fields: Fields): Doc {
  const doc: Doc = {};
  let missing = fields.size;
  for (let at = start + 4; missing > 0 && bytes[at] !== END;) {
    // Names are compared as they stand in the document: turning each into a text would cost more than all the rest.
    let hash = 0;
    let nameEnd = at + 1;
    for (; bytes[nameEnd] !== END; nameEnd++) hash = (hash * 31 + bytes[nameEnd]!) | 0;
    const next = nameEnd + 1 + lengthOf(bytes, bytes[at]!, nameEnd + 1);
    const alike = fields.byHash.get(hash);
    const field = alike && fieldIn(alike, bytes, at + 1);
    if (field) {
      setField(doc, field.name, readValue(bytes, at, nameEnd + 1, next, field.inside));
      missing--;
    }
    at = next;
  }
  return doc;
}

/** The one of these fields whose name stands here. */
function fieldIn(fields: Field[], bytes: Buffer, at: number): Field | undefined {
  for (const field of fields) {
    const name = field.bytes;
    let i = 0;
    while (i < name.length && name[i] === bytes[at + i]) i++;
    if (i === name.length) return field;
  }
  return undefined;
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
      return new Date(bytes.readInt32LE(value + 4) * 2 ** 32 + bytes.readUInt32LE(value));
    case TYPE.objectId:
      return new ObjectId(copyOf(bytes, value, next));
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

/** A copy, so that what is kept of a document does not keep all of it. */
function copyOf(bytes: Buffer, from: number, to: number): Buffer {
  const copy = Buffer.allocUnsafe(to - from);
  for (let i = from; i < to; i++) copy[i - from] = bytes[i]!;
  return copy;
}

/** Reads one element as a document of its own. */
function readAlone(bytes: Buffer, at: number, next: number): unknown {
  const alone = Buffer.alloc(4 + next - at + 1);
  alone.writeInt32LE(alone.length, 0);
  bytes.copy(alone, 4, at, next);
  return Object.values(readDocument(alone))[0];
}

function lengthOf(bytes: Buffer, type: number, at: number): number {
  const fixed = LENGTHS[type]!;
  if (fixed !== VARIES) return fixed;
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
