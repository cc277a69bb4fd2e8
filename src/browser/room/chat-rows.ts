import type { ServerMessages } from "../../protocol/messages.js";
import { find } from "../page/find.js";
import { linkButton, MessageList } from "../page/message-list.js";

/** The rows of the room chat, all drawn by this page. */
export class ChatRows extends MessageList {
  addOther(message: Pick<ServerMessages["room.chat"], "text" | "time">): void {
    const row = this.fromTemplate("other", message.text);
    writeTime(row, message.time);
    this.place.keepAround(false, () => this.list.append(row));
  }

  showTime(id: string, time: string): void {
    const row = this.own(id);
    if (row) writeTime(row, time);
  }

  /** Says why a message was rejected, and offers to retry. */
  offerAgain(id: string, why: string, again: () => void): void {
    this.showState(id, "failed", `Not sent. ${why}`, linkButton("Try again", again));
  }

  /** Call once the list is in view. */
  showLast(): void {
    this.place.showLast();
  }

  clear(): void {
    this.list.replaceChildren();
  }
}

function writeTime(row: HTMLElement, time: string): void {
  const place = row.querySelector("time") ?? document.createElement("time");
  place.textContent = time;
  find(row, ".message-state").before(place, " ");
}
