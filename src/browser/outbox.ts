import { newId } from "./new-id.js";
import type { Rows } from "./rows.js";

interface Pending {
  text: string;
  row: HTMLElement;
}

/**
 * Messages that the server has not confirmed. Each keeps its own id for all tries, so that the server stores it once however
 * often it is sent.
 */
export class Outbox {
  private readonly pending = new Map<string, Pending>();

  constructor(
    private readonly rows: Rows,
    private readonly send: (id: string, text: string) => void,
  ) {}

  write(text: string): void {
    const id = newId();
    this.pending.set(id, { text, row: this.rows.addPending(id, text) });
    this.send(id, text);
  }

  /** Sends everything again that is still on its way. */
  sendAgain(): void {
    this.pending.forEach((message, id) => {
      if (message.row.dataset.state === "sending") this.send(id, message.text);
    });
  }

  confirm(id: string): void {
    const row = this.pending.get(id)?.row;
    this.pending.delete(id);
    if (row) show(row, "sent", "");
  }

  /** Says that a message was refused, and offers to try again. */
  fail(id: string, reason: string): void {
    const failed = this.pending.get(id);
    if (!failed) return;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button button-link";
    again.textContent = "Try again";
    again.onclick = () => {
      show(failed.row, "sending", "Sending…");
      this.send(id, failed.text);
    };
    show(failed.row, "failed", `Not sent. ${reason} `).append(again);
  }

  clear(): void {
    this.pending.clear();
  }

  failAll(reason: string): void {
    for (const id of this.pending.keys()) this.fail(id, reason);
  }
}

function show(row: HTMLElement, state: "sending" | "sent" | "failed", words: string): HTMLElement {
  row.dataset.state = state;
  const place = row.querySelector<HTMLElement>(".message-state")!;
  place.textContent = words;
  return place;
}
