/** The byte that ends a name and a document. */
export const END = 0;

/** The byte with which an element says the type of its value. */
export const TYPE = {
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

/** How many bytes the value of this type that begins here takes. Throws a RangeError for a type that BSON does not know. */
export function lengthOf(bytes: Buffer, type: number, at: number): number {
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
