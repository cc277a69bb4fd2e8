import type { Entry, KeyRange, View, Writer } from "./view.js";

/** Uncommitted changes over an unchanging state; reads see both. */
export class Overlay implements Writer {
  #changes = new Map<string, Buffer | undefined>();
  #sortedKeys: string[] | undefined;

  constructor(
    readonly base: View,
    readonly claim: (key: Buffer) => void,
  ) {}

  get(key: Buffer): Buffer | undefined {
    const name = nameOf(key);
    return this.#changes.has(name) ? this.#changes.get(name) : this.base.get(key);
  }

  put(key: Buffer, value: Buffer): void {
    this.#change(key, value);
  }

  remove(key: Buffer): void {
    this.#change(key, undefined);
  }

  /** The base's entries merged with the changes. */
  *entries(range: KeyRange): Iterable<Entry> {
    const own = this.#ownKeys(range)[Symbol.iterator]();
    let next = own.next();
    for (const entry of this.base.entries(range)) {
      const name = nameOf(entry.key);
      while (!next.done && isBefore(next.value, name, range)) {
        yield* this.#ownEntry(next.value);
        next = own.next();
      }
      if (!this.#changes.has(name)) yield entry;
    }
    for (; !next.done; next = own.next()) yield* this.#ownEntry(next.value);
  }

  count(range: KeyRange): number {
    return [...this.entries(range)].length;
  }

  /** Makes the same changes elsewhere. */
  copyTo(target: Pick<Writer, "put" | "remove">): void {
    for (const [name, value] of this.#changes) {
      if (value) target.put(keyOf(name), value);
      else target.remove(keyOf(name));
    }
  }

  #change(key: Buffer, value: Buffer | undefined): void {
    const name = nameOf(key);
    if (!this.#changes.has(name)) this.#sortedKeys = undefined;
    this.#changes.set(name, value);
  }

  #ownKeys({ start, end, reverse }: KeyRange): string[] {
    this.#sortedKeys ??= [...this.#changes.keys()].sort();
    const [from, to] = [nameOf(start), nameOf(end)];
    const within = this.#sortedKeys.filter((name) => name >= from && name < to);
    return reverse ? within.reverse() : within;
  }

  *#ownEntry(name: string): Iterable<Entry> {
    const value = this.#changes.get(name);
    if (value) yield { key: keyOf(name), value };
  }
}

function isBefore(a: string, b: string, range: KeyRange): boolean {
  return a === b || (range.reverse ? a > b : a < b);
}

// One character for each byte, so that texts compare as the bytes do.
function nameOf(key: Buffer): string {
  return key.toString("latin1");
}

function keyOf(name: string): Buffer {
  return Buffer.from(name, "latin1");
}
