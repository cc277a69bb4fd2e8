const SHORTEST = 16;
const LONGEST = 48_000_000;

/** Splits a byte stream into messages by their leading length. Throws on an impossible length. */
export class Frames {
  #chunks: Buffer[] = [];
  #size = 0;

  /** Adds a chunk and yields each message that is now complete. */
  *push(chunk: Buffer): Iterable<Buffer> {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    while (this.#size >= SHORTEST) {
      const length = this.#peekLength();
      if (length < SHORTEST || length > LONGEST) throw new Error(`a message of ${length} bytes`);
      if (this.#size < length) return;
      yield this.#take(length);
    }
  }

  #peekLength(): number {
    if (this.#chunks[0]!.length < 4) this.#join();
    return this.#chunks[0]!.readInt32LE(0);
  }

  #take(length: number): Buffer {
    this.#join();
    const [whole] = this.#chunks as [Buffer];
    const rest = whole.subarray(length);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#size = rest.length;
    return whole.subarray(0, length);
  }

  #join(): void {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
  }
}
