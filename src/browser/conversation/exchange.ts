import type { ClientMessage, DrawnRow, ServerMessages } from "../../protocol/messages.js";
import type { SendQueue } from "../page/send-queue.js";
import { Timer } from "../page/timer.js";

/** The exchange's view of its page. */
export interface ExchangeOptions {
  conversationId: string;
  /** The number up to which the page has every message. */
  complete: number;
  /** The reader's unconfirmed messages. */
  queue: SendQueue;
  /** Sends over the socket; false when there is none. */
  send(message: ClientMessage): boolean;
  /** Shows a message in its place; called once for each. Returns the client's id if the reader wrote it. */
  show(row: DrawnRow): string | undefined;
}

/** The missing numbers usually follow immediately. */
const GAP_MS = 1000;
const RETRY_MS = 5000;
/** After a server error, which may be temporary. */
const RETRY_AFTER_FAULT_MS = 30_000;

/**
 * The reader's side of a conversation, as src/protocol/README.md describes it. It sends queued messages until they are confirmed,
 * and fetches missed ones, through any number of broken connections. It knows no page: callers report what arrived and the
 * socket's state.
 */
export class Exchange {
  complete: number;
  private readonly queue: SendQueue;
  private readonly ahead = new Set<number>();
  private highest = 0;
  private readonly fetching = new Timer();

  constructor(private readonly options: ExchangeOptions) {
    this.complete = options.complete;
    this.queue = options.queue;
  }

  /** Fetches missed messages. Call it whenever a socket has opened. */
  catchUp(): void {
    this.fetching.stop();
    this.options.send({ type: "conversation.open", conversationId: this.options.conversationId, after: this.complete });
  }

  /** The connection is lost. */
  stop(): void {
    this.fetching.stop();
    this.queue.stop();
  }

  /** Confirms none of the reader's own: the process that stored one may have been killed before it told anyone. Sending it again does. */
  takePage(page: Pick<ServerMessages["conversation.messages"], "rows" | "more">): void {
    page.rows.forEach((row) => this.add(row));
    if (page.more) this.catchUp();
    else this.queue.start();
  }

  takeMessage(row: DrawnRow): void {
    const ownId = this.add(row);
    if (ownId) this.queue.confirm(ownId);
    this.fillGap();
  }

  takeSent(sent: { clientId: string; seq: number }): void {
    this.queue.confirm(sent.clientId);
    this.highest = Math.max(this.highest, sent.seq);
    this.fillGap();
  }

  takeError(error: ServerMessages["error"]): void {
    if (error.clientId && !error.later) this.queue.refuse(error.clientId, error.message);
    // A frame that came too fast is not read, so the error names no message.
    else if (error.clientId || !error.about) this.queue.delay(error.clientId);
    else if (error.about === "conversation.open") {
      this.fetching.restart(error.later ? RETRY_MS : RETRY_AFTER_FAULT_MS, () => this.catchUp());
    }
  }

  /** Shows a message that is new. Returns the client's id if the reader wrote it. */
  private add(row: DrawnRow): string | undefined {
    if (row.seq <= this.complete || this.ahead.has(row.seq)) return undefined;
    const ownId = this.options.show(row);
    this.ahead.add(row.seq);
    this.highest = Math.max(this.highest, row.seq);
    while (this.ahead.delete(this.complete + 1)) this.complete += 1;
    return ownId;
  }

  private fillGap(): void {
    this.fetching.start(GAP_MS, () => {
      if (this.highest > this.complete) this.catchUp();
    });
  }
}
