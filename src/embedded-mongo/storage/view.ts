/** One stored pair. */
export interface Entry {
  key: Buffer;
  value: Buffer;
}

/** Keys from `start` on up to, not including, `end`; backwards with `reverse`. */
export interface KeyRange {
  start: Buffer;
  end: Buffer;
  reverse?: boolean;
}

/** A state of the database that can be read. */
export interface View {
  get(key: Buffer): Buffer | undefined;
  /** The same without a copy, where the view can: it holds only until the next read. */
  peek?(key: Buffer): Buffer | undefined;
  entries(range: KeyRange): Iterable<Entry>;
  /** How many keys a range has. */
  count(range: KeyRange): number;
}

/** A state that can be changed as well. */
export interface Writer extends View {
  /**
   * Announces that the caller will change what the key stands for. Throws `Held` while an open transaction has it, or,
   * inside a transaction, a write conflict when anyone else has or had it since the transaction began.
   */
  claim(key: Buffer): void;
  put(key: Buffer, value: Buffer): void;
  remove(key: Buffer): void;
}

/** The first key that does not begin with `prefix` and comes after all that do. */
export function afterPrefix(prefix: Buffer): Buffer {
  const after = Buffer.from(prefix);
  for (let i = after.length - 1; i >= 0; i--) {
    if (after[i] !== 0xff) {
      after[i]!++;
      return after.subarray(0, i + 1);
    }
  }
  return Buffer.from(new Uint8Array(prefix.length + 1).fill(0xff));
}

/** All keys that begin with `prefix`. */
export function prefixRange(prefix: Buffer): KeyRange {
  return { start: prefix, end: afterPrefix(prefix) };
}
