import type { ServerMessages, Visit } from "../../protocol/messages.js";
import { Composer } from "../page/composer.js";
import { find } from "../page/find.js";
import { newId } from "../page/new-id.js";
import { SendQueue } from "../page/send-queue.js";
import type { Socket } from "../page/socket.js";
import { TypingSignal } from "../page/typing-signal.js";
import { ChatRows } from "./chat-rows.js";
import type { ChatMemory, ChatMessage } from "./stay-memory.js";

export interface RoomChatOptions {
  section: HTMLElement;
  otherName: string;
  socket: Socket;
  /** The chat before the page was reloaded. */
  before: ChatMemory | null;
  keep(chat: ChatMemory): void;
  /** Called for each message from the other person. */
  onMessage(): void;
}

/**
 * The chat of a live session. Only the two tabs keep it, both sides of it, over a reload. Unconfirmed messages are sent again when
 * the other person reconnects, and all of them when they come in again.
 */
export class RoomChat {
  private readonly rows: ChatRows;
  private readonly field: HTMLTextAreaElement;
  private readonly typing: TypingSignal;
  private queue = this.newQueue();
  private messages: ChatMessage[] = [];
  private other: Visit | null = null;
  private arrival = "";

  constructor(private readonly options: RoomChatOptions) {
    const form = find<HTMLFormElement>(options.section, "form");
    this.rows = new ChatRows(options.section);
    this.field = find<HTMLTextAreaElement>(form, "textarea");
    this.typing = new TypingSignal({
      field: this.field,
      place: find(options.section, "[data-typing]"),
      otherName: options.otherName,
      tell: () => options.socket.send({ type: "room.typing" }),
    });
    if (options.before) this.restore(options.before);
    new Composer(form, (text) => this.write(text));
    this.field.addEventListener("input", () => this.keep());
    this.follow(options.socket);
  }

  /** Updates who is there. Someone who reconnected may have missed messages; someone who came in again has none yet. */
  meet(other: Visit | null): void {
    const before = this.other;
    this.other = other;
    if (other) this.takeArrival(other);
    else this.typing.hide();
    if (other?.link !== before?.link) this.sendUnconfirmed();
    this.own.forEach((message) => this.show(message));
  }

  /** Forgets everything. */
  clear(): void {
    this.messages = [];
    this.field.value = "";
    this.queue.stop();
    this.rows.clear();
  }

  private follow(socket: Socket): void {
    socket.on("room.joined", () => this.sendUnconfirmed());
    socket.on("room.chat", (message) => this.receive(message));
    socket.on("room.sent", (sent) => this.showTime(sent));
    socket.on("room.got", (got) => this.queue.confirm(got.clientId));
    socket.on("room.typing", () => this.typing.show());
    socket.on("error", (error) => this.takeError(error));
  }

  private newQueue(): SendQueue {
    return new SendQueue({
      send: (message) => this.options.socket.send({ type: "room.chat", ...message }),
      confirmed: (id) => this.confirmed(id),
      refused: (message, why) => this.refused(message.clientId, why),
    });
  }

  /** Sends again whatever the other person may lack. */
  private sendUnconfirmed(): void {
    this.queue.stop();
    this.queue = this.newQueue();
    for (const message of this.own) if (!message.got && !message.refused) this.enqueue(message);
    if (this.other) this.queue.start();
  }

  private enqueue(message: ChatMessage): void {
    this.queue.add({ clientId: message.id, text: message.text });
  }

  private takeArrival(other: Visit): void {
    if (other.arrival !== this.arrival) for (const message of this.own) message.got = false;
    this.arrival = other.arrival;
  }

  private receive(message: ServerMessages["room.chat"]): void {
    this.options.socket.send({ type: "room.got", clientId: message.clientId });
    if (this.messages.some((one) => one.id === message.clientId)) return;
    this.rows.addOther(message);
    this.add({ id: message.clientId, whose: "other", text: message.text, time: message.time, got: true });
    this.typing.hide();
    this.options.onMessage();
  }

  /** When an own message was passed on. */
  private showTime(sent: ServerMessages["room.sent"]): void {
    const message = this.ownWith(sent.clientId);
    if (!message) return;
    message.time = sent.time;
    this.rows.showTime(message.id, sent.time);
  }

  private confirmed(id: string): void {
    const message = this.ownWith(id);
    if (!message) return;
    message.got = true;
    this.keep();
    this.show(message);
  }

  private takeError(error: ServerMessages["error"]): void {
    if (error.about === "room.chat" && error.clientId && !error.later) {
      this.queue.refuse(error.clientId, error.message);
    } else if (error.about === "room.chat" || !error.about) this.queue.delay(error.clientId);
  }

  private refused(id: string, why: string): void {
    const message = this.ownWith(id);
    if (!message) return;
    message.refused = true;
    this.rows.offerAgain(id, why, () => {
      message.refused = false;
      this.show(message);
      this.enqueue(message);
    });
  }

  private write(text: string): void {
    const id = newId();
    this.rows.addOwn(id, text);
    this.typing.sent();
    const message = this.add({ id, whose: "own", text, time: "", got: false });
    this.show(message);
    this.enqueue(message);
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
    this.rows.showLast();
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

  private show(message: ChatMessage): void {
    if (message.refused) return;
    const waiting = this.other ? "Sending…" : `Arrives when ${this.options.otherName} is here`;
    this.rows.showState(message.id, message.got ? "sent" : "sending", message.got ? "" : waiting);
  }

  private get own(): ChatMessage[] {
    return this.messages.filter((message) => message.whose === "own");
  }

  private ownWith(id: string): ChatMessage | undefined {
    return this.own.find((message) => message.id === id);
  }
}
