import type { ClientMessage, Row, ServerMessages } from "../../protocol/messages.js";
import { Outbox, type OutboxEnds } from "./outbox.js";

/** What an exchange needs of the page, or whatever else it runs in. */
export interface ExchangeEnds extends OutboxEnds {
  /** Sends over the socket; false when there is none. */
  send(message: ClientMessage): boolean;
  /** Shows a message in its place, each once. Returns its writer's own id for it if that is the reader. */
  show(row: Row): string | undefined;
}

/** Numbers that came early are usually followed by the missing ones at once. */
const GAP_MS = 1000;
const LATER_MS = 5000;
/** What went wrong on the server's side without its knowing why may pass too. */
const MUCH_LATER_MS = 30_000;

/**
 * One side of a conversation as src/protocol describes it, through any number of broken connections: what was written is sent
 * until it is confirmed, and what was missed is asked for. Knows no page: it is told what came and what became of the socket.
 */
export class Exchange {
  readonly outbox: Outbox;
  private readonly ahead = new Set<number>();
  private highest = 0;
  private gapTimer: ReturnType<typeof setTimeout> | undefined;

  /** `complete` is the number up to which all messages are there. */
  constructor(
    private readonly conversationId: string,
    public complete: number,
    private readonly ends: ExchangeEnds,
  ) {
    this.outbox = new Outbox(ends);
  }

  /** Asks for what has come since. To be called whenever a socket has opened. */
  catchUp(): void {
    clearTimeout(this.gapTimer);
    this.gapTimer = undefined;
    this.ends.send({ type: "conversation.open", conversationId: this.conversationId, after: this.complete });
  }

  /** The connection is lost. */
  stop(): void {
    clearTimeout(this.gapTimer);
    this.gapTimer = undefined;
    this.outbox.stop();
  }

  takePage(page: Pick<ServerMessages["conversation.messages"], "rows" | "more">): void {
    page.rows.forEach((row) => this.add(row));
    if (page.more) this.catchUp();
    else this.outbox.start();
  }

  takeMessage(row: Row): void {
    this.add(row);
    this.fillGap();
  }

  takeSent(sent: { clientId: string; seq: number }): void {
    this.outbox.confirm(sent.clientId);
    this.highest = Math.max(this.highest, sent.seq);
    this.fillGap();
  }

  takeError(error: ServerMessages["error"]): void {
    if (error.clientId && !error.later) this.outbox.refuse(error.clientId, error.message);
    // A frame that came too fast was not even read.
    else if (error.clientId || !error.about) this.outbox.delay(error.clientId);
    else if (error.about === "conversation.open") {
      clearTimeout(this.gapTimer);
      this.gapTimer = setTimeout(() => this.catchUp(), error.later ? LATER_MS : MUCH_LATER_MS);
    }
  }

  private add(row: Row): void {
    if (row.seq <= this.complete || this.ahead.has(row.seq)) return;
    const ownId = this.ends.show(row);
    this.ahead.add(row.seq);
    this.highest = Math.max(this.highest, row.seq);
    while (this.ahead.delete(this.complete + 1)) this.complete += 1;
    if (ownId) this.outbox.confirm(ownId);
  }

  private fillGap(): void {
    this.gapTimer ??= setTimeout(() => {
      this.gapTimer = undefined;
      if (this.highest > this.complete) this.catchUp();
    }, GAP_MS);
  }
}
