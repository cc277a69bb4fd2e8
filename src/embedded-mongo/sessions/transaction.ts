import type { Claims, Holder } from "../storage/claims.js";
import { Overlay } from "../storage/overlay.js";
import type { Snapshot, Store } from "../storage/store.js";
import type { Work } from "../storage/work.js";

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

  /** Applies all of its changes at once. */
  async commit(): Promise<void> {
    const { store, view } = this;
    await store.write(copying(view, store));
    this.#close(true);
  }

  /** Forgets its changes. */
  abort(): void {
    this.#close(false);
  }

  #close(committed: boolean): void {
    this.#claims.close(this, committed);
    this.#snapshot.release();
    this.#end();
  }
}

// oxlint-disable-next-line require-yield -- what it changes is claimed already: there is nothing to wait for
function* copying(view: Overlay, store: Store): Work<void> {
  view.copyTo(store);
}
