import { transientError } from "../errors.js";
import { Held } from "./work.js";

/** An open transaction, which holds claims on keys. */
export interface Holder {
  /** Claims made up to this moment are part of what the holder sees. */
  readonly since: number;
  readonly ended: Promise<void>;
}

/** Keeps concurrent writers apart: tracks which keys are claimed, and when each was last changed. */
export class Claims {
  #now = 0;
  #open = new Set<Holder>();
  #heldBy = new Map<string, Holder>();
  #changedAt = new Map<string, number>();

  /** The moment from which a transaction beginning now counts. */
  get now(): number {
    return this.#now;
  }

  open(holder: Holder): void {
    this.#open.add(holder);
  }

  /** Claims a key for a write that is committed immediately. */
  claimNow(key: Buffer): void {
    if (this.#open.size === 0) return;
    const name = key.toString("latin1");
    const holder = this.#heldBy.get(name);
    if (holder) throw new Held(holder.ended);
    this.#changedAt.set(name, ++this.#now);
  }

  /** Claims a key until the transaction ends. */
  claimFor(holder: Holder, key: Buffer): void {
    const name = key.toString("latin1");
    const other = this.#heldBy.get(name);
    if (other === holder) return;
    if (other || (this.#changedAt.get(name) ?? 0) > holder.since) {
      throw transientError("WriteConflict", "Write conflict during plan execution and yielding is disabled.");
    }
    this.#heldBy.set(name, holder);
  }

  /** Releases the transaction's claims; the keys that it committed count as changed now. */
  close(holder: Holder, committed: boolean): void {
    this.#open.delete(holder);
    this.#now++;
    for (const [name, by] of this.#heldBy) {
      if (by !== holder) continue;
      this.#heldBy.delete(name);
      if (committed) this.#changedAt.set(name, this.#now);
    }
    if (this.#open.size === 0) this.#changedAt.clear();
  }
}
