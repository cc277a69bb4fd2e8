import { linkButton } from "../page/message-list.js";
import { newId } from "../page/new-id.js";
import { SendQueue, type QueuedMessage } from "../page/send-queue.js";
import type { KeptTexts } from "./kept-texts.js";
import type { MessageRows } from "./rows.js";

/** The reader's unconfirmed messages: queued, kept in this browser, and shown as rows with their state. */
export class OwnMessages {
  readonly queue: SendQueue;
  private readonly restored: Promise<void>;
  private isSignedOut = false;

  /** `send` returns false when there is no connection. */
  constructor(
    private readonly rows: MessageRows,
    private readonly kept: KeptTexts,
    send: (message: QueuedMessage) => boolean,
  ) {
    this.queue = new SendQueue({
      send,
      confirmed: (clientId) => this.confirmed(clientId),
      refused: (message, why) => this.refused(message, why),
    });
    this.restored = this.restore();
  }

  /** Sends a new message after those kept from earlier. */
  write(text: string): void {
    void this.restored.then(() => {
      const clientId = newId();
      this.kept.keep(clientId, text);
      this.begin({ clientId, text });
    });
  }

  /** Says of everything unsent, now and later, whether it is kept until its writer signs in again. */
  signedOut(): void {
    this.isSignedOut = true;
    for (const message of this.queue.unconfirmed) void this.sayWhetherKept(message);
  }

  /** Whether something is unsent, and this browser keeps all of it. */
  async keepsWaiting(): Promise<boolean> {
    await this.restored;
    const kept = (await this.kept.all()).map((one) => one.id);
    const waiting = this.queue.unconfirmed;
    return waiting.length > 0 && waiting.every((message) => kept.includes(message.clientId));
  }

  /** The row with its number arrives separately. */
  private confirmed(clientId: string): void {
    this.kept.forget(clientId);
    this.rows.showState(clientId, "sent", "Sent");
  }

  private refused(message: QueuedMessage, why: string): void {
    const clientId = message.clientId;
    const again = linkButton("Try again", () => {
      this.rows.removePending(clientId);
      this.begin(message);
    });
    const discard = linkButton("Discard", () => {
      this.rows.removePending(clientId);
      this.kept.forget(clientId);
    });
    this.rows.showState(clientId, "failed", `Not sent. ${why}`, again, discard);
  }

  private begin(message: QueuedMessage): void {
    if (!this.rows.hasOwn(message.clientId)) this.rows.addOwn(message.clientId, message.text);
    this.queue.add(message);
    if (this.isSignedOut) void this.sayWhetherKept(message);
  }

  /** Another page of this browser may have signed out and forgotten it. */
  private async sayWhetherKept(message: QueuedMessage): Promise<void> {
    const isKept = (await this.kept.all()).some((one) => one.id === message.clientId);
    const words = isKept ? "Saved here. It will be sent when you sign in again." : "Not sent.";
    this.rows.showState(message.clientId, "failed", words);
  }

  /** Also what the server has drawn already: until it confirms that, it may have told nobody else. */
  private async restore(): Promise<void> {
    for (const one of await this.kept.all()) this.begin({ clientId: one.id, text: one.text });
  }
}
