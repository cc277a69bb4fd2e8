import type { ClientMessage, Party, ServerMessages, Visit } from "../protocol/messages.js";
import { startComposer } from "./composer.js";
import { find } from "./find.js";
import { newId } from "./new-id.js";
import { RoomChatRows } from "./room-chat-rows.js";

const TYPING_EVERY_MS = 2000;
const TYPING_SHOWN_MS = 4000;

interface Own {
  id: string;
  text: string;
  /** Whether the other person's page has it. */
  got: boolean;
  refused: boolean;
}

export interface RoomChatOptions {
  section: HTMLElement;
  otherName: string;
  send(message: ClientMessage): boolean;
  /** Told of each message that came from the other person. */
  onMessage(): void;
}

/**
 * The chat of a live session. It is kept in the two pages alone: each page holds what it wrote until the other has it, and
 * hands it over again when either comes back from a broken connection or a reload. `clear` forgets it.
 */
export class RoomChat {
  private readonly rows: RoomChatRows;
  private own: Own[] = [];
  private readonly received = new Set<string>();
  private other: Visit | null = null;
  private catchingUp = false;
  private typedAt = 0;
  private typingTimer = 0;

  constructor(private readonly options: RoomChatOptions) {
    this.rows = new RoomChatRows(options.section);
    startComposer(find<HTMLFormElement>(options.section, "form"), (text) => this.write(text));
    find(options.section, "textarea").addEventListener("input", () => this.sayTyping());
  }

  /** Takes notice of who is there: one who came back may have missed something, one on a new page has nothing yet. */
  meet(other: Visit | null): void {
    const before = this.other;
    this.other = other;
    if (!other) return this.showTyping(false);
    if (before && other.visit !== before.visit) for (const message of this.own) message.got = false;
    if (other.link !== before?.link) this.catchUp();
    this.own.forEach((message) => this.show(message));
  }

  /** Hands over what may have been lost, one after the other, so that many do not come too fast. */
  catchUp(): void {
    this.catchingUp = true;
    this.sendNext();
  }

  receive(message: ServerMessages["room.chat"], own: Party): void {
    if (message.from === own) return this.rows.showTime(message.clientId, message.time);
    this.options.send({ type: "room.got", clientId: message.clientId });
    if (this.received.has(message.clientId)) return;
    this.received.add(message.clientId);
    this.rows.addOther(message);
    this.showTyping(false);
    this.options.onMessage();
  }

  confirm(id: string): void {
    const message = this.own.find((one) => one.id === id);
    if (!message) return;
    message.got = true;
    this.show(message);
    if (this.catchingUp) this.sendNext();
  }

  refuse(id: string, reason: string): void {
    const message = this.own.find((one) => one.id === id);
    if (!message) return;
    message.refused = true;
    this.rows.offerAgain(id, reason, () => {
      message.refused = false;
      this.sendOne(message);
    });
  }

  /** Shows for a moment that the other person is writing. */
  showTyping(isTyping: boolean): void {
    clearTimeout(this.typingTimer);
    find(this.options.section, "[data-typing]").textContent = isTyping ? `${this.options.otherName} is writing…` : "";
    if (isTyping) this.typingTimer = setTimeout(() => this.showTyping(false), TYPING_SHOWN_MS);
  }

  clear(): void {
    this.own = [];
    this.rows.clear();
  }

  private write(text: string): void {
    const message = { id: newId(), text, got: false, refused: false };
    this.own.push(message);
    this.rows.addOwn(message.id, text);
    this.typedAt = 0;
    this.sendOne(message);
  }

  private sendNext(): void {
    const next = this.own.find((message) => !message.got && !message.refused);
    if (next && this.other) this.sendOne(next);
    else this.catchingUp = false;
  }

  private sendOne(message: Own): void {
    this.options.send({ type: "room.chat", clientId: message.id, text: message.text });
    this.show(message);
  }

  private show(message: Own): void {
    if (message.refused) return;
    const waiting = this.other ? "Sending…" : `Arrives when ${this.options.otherName} is here`;
    this.rows.showState(message.id, message.got ? "sent" : "sending", message.got ? "" : waiting);
  }

  private sayTyping(): void {
    if (Date.now() - this.typedAt < TYPING_EVERY_MS) return;
    this.typedAt = Date.now();
    this.options.send({ type: "room.typing" });
  }
}
