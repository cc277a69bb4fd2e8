import { Long } from "bson";
import { CommandError } from "../errors.js";
import { MAX_DOCUMENT_BYTES } from "../values/documents.js";
import { MAY_PAUSE, type Flow } from "../values/flow.js";
import type { Reading } from "./reading.js";

/** A batch of documents as BSON, and the cursor for the next one; zero when there is none. */
export interface Batch {
  id: Long;
  documents: Buffer[];
}

/** What a cursor hands out, and how it is opened. */
export interface CursorOptions {
  namespace: string;
  documents: Flow<Buffer>;
  /** How many documents the first batch has at most. */
  size?: number | undefined;
  /** Whether there is no cursor for the rest. */
  single?: boolean;
}

/** How long an unused cursor stays, as in MongoDB. */
const IDLE_MS = 600_000;
/** No document is larger, so that each batch has one. */
const MAX_BATCH_BYTES = MAX_DOCUMENT_BYTES;
const FIRST_BATCH = 101;

interface Cursor {
  namespace: string;
  reading: Reading;
  documents: Iterator<Buffer | typeof MAY_PAUSE>;
  next: Buffer | undefined;
  usedAt: number;
  /** How much of its time is left for later batches, in milliseconds; undefined while a batch is being taken. */
  left: number | undefined;
}

/** The open cursors. A cursor reads lazily, the state of its beginning. */
export class Cursors {
  #open = new Map<bigint, Cursor>();
  #lastId = BigInt(Date.now()) << 20n;

  /** Takes the first batch; keeps a cursor for the rest, unless there is none or `single` says not to. Ends the reading in the end. */
  async open(reading: Reading, { namespace, documents, size, single }: CursorOptions): Promise<Batch> {
    const iterator = documents[Symbol.iterator]();
    const cursor: Cursor = { namespace, reading, documents: iterator, next: undefined, usedAt: Date.now(), left: 0 };
    const batch = await takeBatch(cursor, size ?? FIRST_BATCH);
    if (single || !cursor.next) {
      end(cursor);
      return { id: Long.ZERO, documents: batch };
    }
    reading.pin();
    this.#open.set(++this.#lastId, cursor);
    return { id: Long.fromBigInt(this.#lastId), documents: batch };
  }

  /** Takes the next batch. Throws CursorNotFound, CursorInUse, and CursorKilled if it is closed before the batch is whole. */
  async more(id: bigint, size: number | undefined): Promise<Batch & { namespace: string }> {
    const cursor = this.#open.get(id);
    if (!cursor) throw new CommandError("CursorNotFound", `cursor id ${id} not found`);
    if (cursor.left === undefined) throw new CommandError("CursorInUse", `cursor id ${id} is already in use`);
    cursor.reading.turn.begin(cursor.left);
    const documents = await takeBatch(cursor, size ?? Infinity).catch((error: unknown) => {
      this.#open.delete(id);
      throw error;
    });
    if (!cursor.next) this.close(id);
    return { id: cursor.next ? Long.fromBigInt(id) : Long.ZERO, documents, namespace: cursor.namespace };
  }

  /** Closes a cursor; says whether there was one. */
  close(id: bigint): boolean {
    const cursor = this.#open.get(id);
    if (cursor) end(cursor, new CommandError("CursorKilled", `cursor id ${id} was killed`));
    return this.#open.delete(id);
  }

  closeIdle(now: number): void {
    for (const [id, { usedAt, left }] of this.#open) {
      if (left !== undefined && now - usedAt > IDLE_MS) this.close(id);
    }
  }

  closeAll(): void {
    for (const id of this.#open.keys()) this.close(id);
  }
}

/** Takes a batch, and knows whether another document follows. A cursor that fails is at its end. */
async function takeBatch(cursor: Cursor, size: number): Promise<Buffer[]> {
  cursor.left = undefined;
  try {
    const batch = await fill(cursor, size);
    cursor.left = cursor.reading.turn.left;
    cursor.usedAt = Date.now();
    return batch;
  } catch (error) {
    end(cursor);
    throw error;
  }
}

async function fill(cursor: Cursor, size: number): Promise<Buffer[]> {
  const batch: Buffer[] = [];
  for (let bytes = 0; ;) {
    if (cursor.next) {
      if (batch.length >= size || bytes + cursor.next.length > MAX_BATCH_BYTES) return batch;
      batch.push(cursor.next);
      bytes += cursor.next.length;
    }
    cursor.next = undefined;
    const step = cursor.documents.next();
    if (step.done) return batch;
    if (step.value === MAY_PAUSE) await cursor.reading.pause();
    else cursor.next = step.value;
  }
}

function end({ documents, reading }: Cursor, why?: CommandError): void {
  documents.return?.();
  reading.end(why);
}
