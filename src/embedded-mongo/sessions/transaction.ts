import type { Claims, Holder } from "../storage/claims.js";
import { Overlay } from "../storage/overlay.js";
import type { Snapshot, Store } from "../storage/store.js";
import type { Work } from "../storage/work.js";
import { transientError, type CommandError } from "../errors.js";

/** A transaction over several commands. It sees the state at its beginning and its own changes, which nobody else sees. */
export class Transaction implements Holder {
  readonly since: number;
  readonly ended: Promise<void>;
  readonly view: Overlay;
  readonly beganAt = Date.now();
  /** The spaces of the collections that it has written to. */
  readonly touched = new Set<number>();
  #snapshot: Snapshot;
  #claims: Claims;
  #end!: () => void;
  #isCommitting = false;
  #isOver = false;
  #commit: Promise<void> | undefined;

  /** `firstUnseenSpace`: collections and indexes from this number on are newer than the beginning. */
  constructor(
    readonly store: Store,
    readonly number: bigint,
    readonly firstUnseenSpace: number,
  ) {
    this.#claims = store.claims;
    this.#snapshot = store.snapshot();
    this.since = this.#claims.now;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.view = new Overlay(this.#snapshot, (key) => this.#claims.claimFor(this, key));
    this.#claims.open(this);
  }

  /** Whether a commit has begun, after which only its outcome ends the transaction. */
  get isCommitting(): boolean {
    return this.#isCommitting;
  }

  /** Throws NoSuchTransaction if it has ended. */
  ensureOpen(): void {
    if (this.#isOver) throw noTransaction(this.number);
  }

  /** Applies all of its changes at once; a second call awaits the first. If that fails, the changes are forgotten. */
  commit(): Promise<void> {
    this.#isCommitting = true;
    return (this.#commit ??= this.#apply());
  }

  /** Forgets its changes. Not once a commit has begun. */
  abort(): void {
    this.#close(false);
  }

  async #apply(): Promise<void> {
    const { store, view } = this;
    let isApplied = false;
    try {
      await store.write(copying(view, store));
      isApplied = true;
    } finally {
      this.#close(isApplied);
    }
  }

  #close(committed: boolean): void {
    this.#isOver = true;
    this.#claims.close(this, committed);
    this.#snapshot.release();
    this.#end();
  }
}

/** The error for a transaction that is not open. */
export function noTransaction(number: bigint): CommandError {
  const message = `Given transaction number ${number} does not match any in-progress transactions.`;
  return transientError("NoSuchTransaction", message);
}

// oxlint-disable-next-line require-yield -- what it changes is claimed already: there is nothing to wait for
function* copying(view: Overlay, store: Store): Work<void> {
  view.copyTo(store);
}
