import { isDoc, writeDocument, type Doc } from "../values/documents.js";

/** Writes a reply. A cursor's documents are BSON already and are copied in unchanged. */
export function writeReply(reply: Doc): Buffer {
  const { cursor, ...rest } = reply;
  if (!isDoc(cursor)) return writeDocument(reply);
  const { firstBatch, nextBatch, ...fields } = cursor;
  const [name, batch] = firstBatch ? ["firstBatch", firstBatch] : ["nextBatch", nextBatch];
  const array = element(TYPE_ARRAY, name, batchArray(batch as Buffer[]));
  return documentOf([element(TYPE_DOCUMENT, "cursor", documentOf([array, elementsOf(fields)])), elementsOf(rest)]);
}

const TYPE_DOCUMENT = 3;
const TYPE_ARRAY = 4;

function batchArray(documents: Buffer[]): Buffer {
  return documentOf(documents.map((document, i) => element(TYPE_DOCUMENT, String(i), document)));
}

function element(type: number, name: string, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), value]);
}

/** A document's elements, without its leading length and trailing zero. */
function elementsOf(doc: Doc): Buffer {
  return writeDocument(doc).subarray(4, -1);
}

function documentOf(elements: Buffer[]): Buffer {
  const size = Buffer.alloc(4);
  const whole = Buffer.concat([size, ...elements, END]);
  whole.writeInt32LE(whole.length, 0);
  return whole;
}

const END = Buffer.from([0]);
