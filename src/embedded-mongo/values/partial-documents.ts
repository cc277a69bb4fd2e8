import { END, lengthOf, TYPE } from "./bson-layout.js";
import { Double, Int32, ObjectId, readDocument, setField, type Doc } from "./documents.js";
import { fieldIn, type Field, type Fields } from "./fields.js";

/** Reads only these fields of a BSON document, each as `readDocument` reads it. */
export function readFields(bytes: Buffer, fields: Fields): Doc {
  return readWithin(bytes, 0, fields);
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
      const value = bytes[at] === TYPE.objectId ? idIn(field, bytes, nameEnd + 1) : undefined;
      setField(doc, field.name, value ?? readValue(bytes, at, nameEnd + 1, next, field.inside));
      missing--;
    }
    at = next;
  }
  return doc;
}

/** The id that stands here, which is the last one again where it has the same bytes. */
function idIn(field: Field, bytes: Buffer, at: number): ObjectId {
  const last = field.lastId?.id;
  let i = last ? 0 : -1;
  while (i >= 0 && i < ID_BYTES && last![i] === bytes[at + i]) i++;
  if (i !== ID_BYTES) field.lastId = new ObjectId(copyOf(bytes, at, at + ID_BYTES));
  return field.lastId!;
}

const ID_BYTES = 12;

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
      return inside === "whole" ? readDocument(copyOf(bytes, value, next)) : readWithin(bytes, value, inside);
    case TYPE.array:
      return inside === "whole" ? readAlone(bytes, at, next) : readElements(bytes, value, inside);
  }
  return readAlone(bytes, at, next);
}

/** A copy, so that what is kept of a document does not keep all of it, and outlasts bytes that are only lent. */
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
