import type { ServerMessages } from "../../protocol/messages.js";
import { find } from "../page/find.js";

const NEAR_THE_END_PX = 60;

/** The rows of the room chat, made from the page's two templates: one for own messages, one for the other person's. */
export class RoomChatRows {
  private readonly box: HTMLElement;
  private readonly list: HTMLElement;

  constructor(private readonly section: HTMLElement) {
    this.box = find(section, ".messages");
    this.list = find(this.box, "ol");
  }

  addOwn(id: string, text: string): void {
    this.add("own", text).dataset.clientId = id;
    this.showLast();
  }

  addOther(message: Pick<ServerMessages["room.chat"], "text" | "time">): void {
    const wasAtEnd = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR_THE_END_PX;
    writeTime(this.add("other", message.text), message.time);
    if (wasAtEnd) this.showLast();
  }

  showTime(id: string, time: string): void {
    const row = this.row(id);
    if (row) writeTime(row, time);
  }

  showState(id: string, state: "sending" | "sent", words: string): void {
    const row = this.row(id);
    if (!row) return;
    row.dataset.state = state;
    find(row, ".message-state").textContent = words;
  }

  /** Says why a message was refused, and offers to try again. */
  offerAgain(id: string, reason: string, again: () => void): void {
    const row = this.row(id);
    if (!row) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-link";
    button.textContent = "Try again";
    button.onclick = again;
    row.dataset.state = "failed";
    find(row, ".message-state").replaceChildren(`Not sent. ${reason} `, button);
  }

  clear(): void {
    this.list.replaceChildren();
  }

  private add(whose: "own" | "other", text: string): HTMLElement {
    const template = find<HTMLTemplateElement>(this.section, `template[data-row="${whose}"]`);
    const row = template.content.firstElementChild!.cloneNode(true) as HTMLElement;
    find(row, ".message-body").textContent = text;
    this.list.append(row);
    return row;
  }

  private row(id: string): HTMLElement | null {
    return this.list.querySelector(`[data-client-id="${id}"]`);
  }

  private showLast(): void {
    this.box.scrollTop = this.box.scrollHeight;
  }
}

function writeTime(row: HTMLElement, time: string): void {
  const place = row.querySelector("time") ?? document.createElement("time");
  place.textContent = time;
  find(row, ".message-state").before(place, " ");
}
