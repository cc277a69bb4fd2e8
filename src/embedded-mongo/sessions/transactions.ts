import { Binary, Long } from "bson";
import { isDoc, isNumber, type Doc } from "../values/documents.js";
import { CommandError } from "../errors.js";
import type { Store } from "../storage/store.js";
import { noTransaction, Transaction } from "./transaction.js";

/** How long a transaction may stay open, as in MongoDB. */
const LIFETIME_MS = 60_000;

/** The open transactions, at most one for each session. */
export class Transactions {
  #open = new Map<string, Transaction>();
  #committed = new Map<string, bigint>();

  constructor(readonly store: Store) {}

  /** The transaction of a command, begun if the command says so; undefined outside a transaction. */
  of(command: Doc, firstUnseenSpace: number): Transaction | undefined {
    if (command.txnNumber === undefined) return undefined;
    if (command.autocommit !== false) {
      throw new CommandError(
        "IllegalOperation",
        "Transaction numbers are only allowed on a replica set member or mongos",
      );
    }
    const [session, number] = [sessionOf(command), numberOf(command)];
    if (command.startTransaction === true) return this.#begin(session, number, firstUnseenSpace);
    return this.#find(session, number);
  }

  /** Commits a command's transaction; committing it once more does no harm. */
  async commit(command: Doc): Promise<void> {
    const [session, number] = [sessionOf(command), numberOf(command)];
    if (this.#committed.get(session) === number) return;
    const transaction = this.#find(session, number);
    try {
      await transaction.commit();
      this.#committed.set(session, number);
    } finally {
      if (this.#open.get(session) === transaction) this.#open.delete(session);
    }
  }

  /** Aborts a command's transaction. Throws NoSuchTransaction when it is not open. */
  abort(command: Doc): void {
    const [session, number] = [sessionOf(command), numberOf(command)];
    const isCommitting = this.#open.get(session)?.number === number && this.#open.get(session)?.isCommitting;
    if (isCommitting || this.#committed.get(session) === number) {
      throw new CommandError("TransactionCommitted", `Transaction ${number} has been committed.`);
    }
    this.#end(session, this.#find(session, number));
  }

  /** Aborts a transaction in which a command failed. */
  abandon(transaction: Transaction): void {
    for (const [session, open] of this.#open) if (open === transaction) this.#end(session, open);
  }

  /** Forgets sessions and aborts their open transactions. */
  endSessions(sessions: unknown): void {
    for (const lsid of Array.isArray(sessions) ? sessions : []) {
      const session = sessionOf({ lsid });
      const open = this.#open.get(session);
      if (open) this.#end(session, open);
      this.#committed.delete(session);
    }
  }

  /** Aborts transactions that have been open for too long. */
  abortExpired(now: number): void {
    for (const [session, open] of this.#open) if (now - open.beganAt > LIFETIME_MS) this.#end(session, open);
  }

  /** An open transaction that has written to one of these collections, given by their spaces. */
  touching(spaces: number[]): Transaction | undefined {
    return [...this.#open.values()].find((open) => spaces.some((space) => open.touched.has(space)));
  }

  abortAll(): void {
    for (const [session, open] of this.#open) this.#end(session, open);
  }

  #begin(session: string, number: bigint, firstUnseenSpace: number): Transaction {
    const earlier = this.#open.get(session);
    if (earlier) this.#end(session, earlier);
    const transaction = new Transaction(this.store, number, firstUnseenSpace);
    this.#open.set(session, transaction);
    return transaction;
  }

  #find(session: string, number: bigint): Transaction {
    const open = this.#open.get(session);
    if (open?.number === number) return open;
    throw noTransaction(number);
  }

  /** Ends a transaction, unless it is being committed: it then ends with that. */
  #end(session: string, transaction: Transaction): void {
    if (transaction.isCommitting) return;
    this.#open.delete(session);
    transaction.abort();
  }
}

function sessionOf({ lsid }: Doc): string {
  const id = isDoc(lsid) ? lsid.id : undefined;
  if (id instanceof Binary) return id.toString("hex");
  throw new CommandError("InvalidOptions", "Transaction number requires a session ID to also be specified");
}

function numberOf({ txnNumber }: Doc): bigint {
  if (txnNumber instanceof Long) return txnNumber.toBigInt();
  if (isNumber(txnNumber)) return BigInt(txnNumber.toString());
  throw new CommandError("InvalidOptions", "a transaction needs a txnNumber");
}
