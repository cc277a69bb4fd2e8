import type { ClientMessage, ServerMessages, Visit } from "../../protocol/messages.js";
import { startComposer } from "../page/composer.js";
import { find } from "../page/find.js";
import { newId } from "../page/new-id.js";
import { RoomChatRows } from "./room-chat-rows.js";
import type { ChatMemory, ChatMessage } from "./stay-memory.js";

const TYPING_EVERY_MS = 2000;
const TYPING_SHOWN_MS = 4000;

export interface RoomChatOptions {
  section: HTMLElement;
  otherName: string;
  send(message: ClientMessage): boolean;
  /** The chat before this page was loaded anew. */
  before: ChatMemory | null;
  keep(chat: ChatMemory): void;
  /** Told of each message that came from the other person. */
  onMessage(): void;
}

/**
 * The chat of a live session. It is kept in the two tabs alone: each holds both sides of it over a reload, and hands over what
 * it wrote when the other comes back from a broken connection, or comes anew. `clear` forgets it.
 */
export class RoomChat {
  private readonly rows: RoomChatRows;
  private readonly field: HTMLTextAreaElement;
  private messages: ChatMessage[] = [];
  private other: Visit | null = null;
  private arrival = "";
  private catchingUp = false;
  private typedAt = -TYPING_EVERY_MS;
  private typingTimer = 0;

  constructor(private readonly options: RoomChatOptions) {
    this.rows = new RoomChatRows(options.section);
    this.field = find(options.section, "textarea");
    if (options.before) this.restore(options.before);
    startComposer(find<HTMLFormElement>(options.section, "form"), (text) => this.write(text));
    this.field.addEventListener("input", () => {
      this.keep();
      this.sayTyping();
    });
  }

  /** Takes notice of who is there: one who came back may have missed something, one who came anew has nothing yet. */
  meet(other: Visit | null): void {
    const before = this.other;
    this.other = other;
    if (!other) return this.showTyping(false);
    if (other.arrival !== this.arrival) for (const message of this.own) message.got = false;
    this.arrival = other.arrival;
    if (other.link !== before?.link) this.catchUp();
    this.own.forEach((message) => this.show(message));
  }

  private get own(): ChatMessage[] {
    return this.messages.filter((message) => message.whose === "own");
  }

  private ownWith(id: string): ChatMessage | undefined {
    return this.own.find((message) => message.id === id);
  }

  /** Hands over what may have been lost, one after the other, so that many do not come too fast. */
  catchUp(): void {
    this.catchingUp = true;
    this.sendNext();
  }

  receive(message: ServerMessages["room.chat"]): void {
    this.options.send({ type: "room.got", clientId: message.clientId });
    if (this.messages.some((one) => one.id === message.clientId)) return;
    this.rows.addOther(message);
    this.add({ id: message.clientId, whose: "other", text: message.text, time: message.time, got: true });
    this.showTyping(false);
    this.options.onMessage();
  }

  /** Shows when an own message was passed on. */
  showTime(sent: ServerMessages["room.sent"]): void {
    const message = this.ownWith(sent.clientId);
    if (!message) return;
    message.time = sent.time;
    this.rows.showTime(message.id, sent.time);
  }

  confirm(id: string): void {
    const message = this.ownWith(id);
    if (!message) return;
    message.got = true;
    this.keep();
    this.show(message);
    if (this.catchingUp) this.sendNext();
  }

  refuse(id: string, reason: string): void {
    const message = this.ownWith(id);
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
    this.messages = [];
    this.field.value = "";
    this.rows.clear();
  }

  private restore(before: ChatMemory): void {
    this.messages = before.messages.map((message) => ({ ...message, refused: false }));
    this.arrival = before.arrival;
    this.field.value = before.draft;
    for (const message of this.messages) {
      if (message.whose === "other") this.rows.addOther(message);
      else this.rows.addOwn(message.id, message.text);
      if (message.whose === "own" && message.time) this.rows.showTime(message.id, message.time);
    }
  }

  private add(message: Omit<ChatMessage, "refused">): ChatMessage {
    const added = { ...message, refused: false };
    this.messages.push(added);
    this.keep();
    return added;
  }

  private keep(): void {
    this.options.keep({ messages: this.messages, arrival: this.arrival, draft: this.field.value });
  }

  private write(text: string): void {
    const id = newId();
    this.rows.addOwn(id, text);
    this.typedAt = -TYPING_EVERY_MS;
    this.sendOne(this.add({ id, whose: "own", text, time: "", got: false }));
  }

  private sendNext(): void {
    const next = this.own.find((message) => !message.got && !message.refused);
    if (next && this.other) this.sendOne(next);
    else this.catchingUp = false;
  }

  private sendOne(message: ChatMessage): void {
    this.options.send({ type: "room.chat", clientId: message.id, text: message.text });
    this.show(message);
  }

  private show(message: ChatMessage): void {
    if (message.refused) return;
    const waiting = this.other ? "Sending…" : `Arrives when ${this.options.otherName} is here`;
    this.rows.showState(message.id, message.got ? "sent" : "sending", message.got ? "" : waiting);
  }

  private sayTyping(): void {
    if (performance.now() - this.typedAt < TYPING_EVERY_MS) return;
    this.typedAt = performance.now();
    this.options.send({ type: "room.typing" });
  }
}
