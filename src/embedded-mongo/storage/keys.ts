/** The spaces that share the one ordered store: each key begins with the number of its space. */
export const spaces = { collections: 0, multikey: 1, dropped: 2, firstFree: 16 } as const;

/** The longest index key in bytes: with its space and record number it must fit lmdb's limit. */
export const MAX_KEY_BYTES = 1900;

/** Where a collection's own entry is. */
export function collectionKey(database: string, name: string): Buffer {
  return Buffer.concat([spaceKey(spaces.collections), Buffer.from(`${database}\0${name}`)]);
}

/** Set once field number `field` of an index has held an array. */
export function multikeyKey(index: number, field: number): Buffer {
  return Buffer.concat([spaceKey(spaces.multikey), spaceKey(index), spaceKey(field)]);
}

/** Set until a dropped space is empty. */
export function droppedKey(space: number): Buffer {
  return Buffer.concat([spaceKey(spaces.dropped), spaceKey(space)]);
}

/** The beginning of every key in a space. */
export function spaceKey(space: number): Buffer {
  const key = Buffer.allocUnsafe(4);
  key.writeUInt32BE(space);
  return key;
}

/** Where the record with this number is. */
export function recordKey(space: number, record: Buffer): Buffer {
  return Buffer.concat([spaceKey(space), record]);
}

/** A record's number as it is stored: six bytes, in order. */
export function recordNumber(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(6);
  bytes.writeUIntBE(value, 0, 6);
  return bytes;
}
