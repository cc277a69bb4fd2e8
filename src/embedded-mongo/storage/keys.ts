import { createHash } from "node:crypto";

/** The spaces that share the one ordered store: each key begins with the number of its space. */
export const spaces = { collections: 0, multikey: 1, dropped: 2, format: 3, firstFree: 16 } as const;

/** The longest index key that is stored whole, in bytes: with its space and record number it must fit lmdb's limit of 1,978. */
const LONGEST_WHOLE = 1900;

/** How much of a longer index key is stored; its digest follows. Both together are longer than any key that is stored whole. */
const KEPT_BYTES = 1870;

/** An index key as it is stored: whole, or its beginning and the SHA-256 digest of all of it, so that different keys stay different. */
export function storedIndexKey(key: Buffer): Buffer {
  if (key.length <= LONGEST_WHOLE) return key;
  return Buffer.concat([key.subarray(0, KEPT_BYTES), createHash("sha256").update(key).digest()]);
}

/** The part of an index key (after its space) on which the order of entries can be relied, of any bytes that begin such a key. */
export function reliablePart(keyStart: Buffer): Buffer {
  return keyStart.subarray(0, KEPT_BYTES);
}

/** The reliable part of an entry's key (with its space), if the key may have more than that; else undefined. */
export function sharedStart(entryKey: Buffer): Buffer | undefined {
  return entryKey.length < SPACE_BYTES + KEPT_BYTES ? undefined : reliablePart(entryKey.subarray(SPACE_BYTES));
}

const SPACE_BYTES = 4;

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

/** Where the version of the file's format is. */
export function formatKey(): Buffer {
  return spaceKey(spaces.format);
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
