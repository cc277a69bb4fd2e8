import { Long } from "bson";
import { CommandError } from "../errors.js";

/** A batch of documents as BSON, and the cursor for the next one; zero when there is none. */
export interface Batch {
  id: Long;
  documents: Buffer[];
}

/** How long an unused cursor stays, as in MongoDB. */
const IDLE_MS = 600_000;
const MAX_BATCH_BYTES = 16 * 1024 * 1024;
const FIRST_BATCH = 101;

interface Cursor {
  namespace: string;
  documents: Iterator<Buffer>;
  next: Buffer | undefined;
  usedAt: number;
}

/** The open cursors. A cursor reads lazily. */
export class Cursors {
  #open = new Map<bigint, Cursor>();
  #lastId = BigInt(Date.now()) << 20n;

  /** Takes the first batch; keeps a cursor for the rest, unless there is none or `single` says not to. */
  open(namespace: string, documents: Iterable<Buffer>, size: number | undefined, single = false): Batch {
    const iterator = documents[Symbol.iterator]();
    const cursor: Cursor = { namespace, documents: iterator, next: advance(iterator), usedAt: Date.now() };
    const batch = takeBatch(cursor, size ?? FIRST_BATCH);
    if (single || !cursor.next) {
      iterator.return?.();
      return { id: Long.ZERO, documents: batch };
    }
    this.#open.set(++this.#lastId, cursor);
    return { id: Long.fromBigInt(this.#lastId), documents: batch };
  }

  /** Takes the next batch. Throws CursorNotFound. */
  more(id: bigint, size: number | undefined): Batch & { namespace: string } {
    const cursor = this.#open.get(id);
    if (!cursor) throw new CommandError("CursorNotFound", `cursor id ${id} not found`);
    cursor.usedAt = Date.now();
    const documents = takeBatch(cursor, size ?? Infinity);
    if (!cursor.next) this.#open.delete(id);
    return { id: cursor.next ? Long.fromBigInt(id) : Long.ZERO, documents, namespace: cursor.namespace };
  }

  /** Closes a cursor; says whether there was one. */
  close(id: bigint): boolean {
    this.#open.get(id)?.documents.return?.();
    return this.#open.delete(id);
  }

  closeIdle(now: number): void {
    for (const [id, cursor] of this.#open) if (now - cursor.usedAt > IDLE_MS) this.close(id);
  }

  closeAll(): void {
    for (const id of this.#open.keys()) this.close(id);
  }
}

function takeBatch(cursor: Cursor, size: number): Buffer[] {
  const batch: Buffer[] = [];
  let bytes = 0;
  while (cursor.next && batch.length < size && (batch.length === 0 || bytes + cursor.next.length <= MAX_BATCH_BYTES)) {
    batch.push(cursor.next);
    bytes += cursor.next.length;
    cursor.next = advance(cursor.documents);
  }
  return batch;
}

function advance(documents: Iterator<Buffer>): Buffer | undefined {
  const step = documents.next();
  return step.done ? undefined : step.value;
}
