/** Bounds of a list without bounds. */
export const [FIRST, LAST] = [new Date(0), new Date("9999-12-31")];

export interface StoredFile {
  reference: string;
  /** When it was stored. */
  at: Date;
}

/** Where files live. What is private arrives here sealed: no back end can read it. */
export interface FileStore {
  /**
   * Stores the bytes and returns the reference to find them by. With `reference`, they can be found by that one, as they could in
   * the store that they come from; a file that is there already stays.
   */
  put(bytes: Buffer, reference?: string): Promise<string>;
  /** Returns the bytes, or null when there are none under this reference. */
  get(reference: string): Promise<Buffer | null>;
  /** Whether there are any, without reading them. */
  has(reference: string): Promise<boolean>;
  /** Forgets the bytes, and what an interrupted removal left of them. A reference without any is fine. */
  remove(reference: string): Promise<void>;
  /** The files that were stored within these bounds. */
  list(stored: { since?: Date; before?: Date }): AsyncIterable<StoredFile>;
  /** Has files listed that were stored before the store kept a list, where it keeps one of its own. */
  know?(references: string[]): Promise<void>;
  /** Removes what uploads and removals that were interrupted before a moment left behind, and returns of how many files. */
  removeLeftovers(before: Date): Promise<number>;
}
