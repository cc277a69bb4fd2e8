/** Where files live. What is private arrives here sealed: no back end can read it. */
export interface FileStore {
  /** Stores the bytes and returns the reference to find them by. */
  put(bytes: Buffer): Promise<string>;
  /** Returns the bytes, or null when there are none under this reference. */
  get(reference: string): Promise<Buffer | null>;
  /** Forgets the bytes. A reference without any is fine. */
  remove(reference: string): Promise<void>;
}
