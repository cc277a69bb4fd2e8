import type { Exchange } from "./exchange.js";
import type { KeptTexts } from "./kept-texts.js";
import { newId } from "../page/new-id.js";
import type { OwnMessage } from "./outbox.js";
import type { Rows } from "./rows.js";

/** What the reader wrote and the server has not confirmed: kept in the browser, and a row that says how it stands. */
export class OwnMessages {
  private readonly restored: Promise<void>;
  private isSignedOut = false;

  constructor(
    private readonly rows: Rows,
    private readonly kept: KeptTexts,
    private readonly exchange: () => Exchange,
  ) {
    this.restored = this.restore();
  }

  /** Sends a new message, after what was kept from before. */
  write(text: string): void {
    void this.restored.then(() => {
      const clientId = newId();
      this.kept.keep(clientId, text);
      this.begin({ clientId, text });
    });
  }

  /** Its row comes by itself. */
  confirmed(clientId: string): void {
    this.kept.forget(clientId);
    this.rows.showState(clientId, "sent", "Sent");
  }

  refused(message: OwnMessage, why: string): void {
    const clientId = message.clientId;
    const again = button("Try again", () => {
      this.rows.removePending(clientId);
      this.begin(message);
    });
    const discard = button("Discard", () => {
      this.rows.removePending(clientId);
      this.kept.forget(clientId);
    });
    this.rows.showState(clientId, "failed", `Not sent. ${why}`, again, discard);
  }

  /** Says of all that wait, and of what is still written, whether it waits for its writer to sign in again. */
  signedOut(waiting: readonly OwnMessage[]): void {
    this.isSignedOut = true;
    for (const message of waiting) void this.sayWhetherKept(message);
  }

  /** Whether something waits, and this browser keeps all of it. */
  async keepsWaiting(): Promise<boolean> {
    await this.restored;
    const kept = (await this.kept.all()).map((one) => one.id);
    const waiting = this.exchange().outbox.unconfirmed;
    return waiting.length > 0 && waiting.every((message) => kept.includes(message.clientId));
  }

  private begin(message: OwnMessage): void {
    this.rows.addPending(message.clientId, message.text);
    this.exchange().outbox.add(message);
    if (this.isSignedOut) void this.sayWhetherKept(message);
  }

  /** Signing out on another of this browser's pages forgets it. */
  private async sayWhetherKept(message: OwnMessage): Promise<void> {
    const isKept = (await this.kept.all()).some((one) => one.id === message.clientId);
    const words = isKept ? "Kept here. It is sent when you have signed in again." : "Not sent.";
    this.rows.showState(message.clientId, "failed", words);
  }

  private async restore(): Promise<void> {
    for (const one of await this.kept.all()) {
      if (this.rows.hasOwn(one.id)) this.kept.forget(one.id);
      else this.begin({ clientId: one.id, text: one.text });
    }
  }
}

function button(words: string, onclick: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button-link";
  made.textContent = words;
  made.onclick = onclick;
  return made;
}
