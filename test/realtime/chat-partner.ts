import { WebSocket } from "ws";
import { SOCKET_PATH } from "../../src/protocol/limits.js";
import type { ClientMessage, Row, ServerMessage } from "../../src/protocol/messages.js";
import { MessageAllowance } from "../../src/realtime/message-allowance.js";

/** Well under what one connection may send, also where frames bunch up on the way, so that nothing is refused and tried again out of turn. */
const PACE = { burst: 15, perSecond: 8 };
const PACE_MS = 40;
const PAUSE_MS = 60;

/**
 * One side of a conversation as src/protocol describes it, by hand: writes numbered messages, sends again what was not
 * confirmed, and asks for what it missed, over as many connections as it takes.
 */
export class ChatPartner {
  /** What it has been shown, by number. */
  readonly shown = new Map<number, string>();
  /** Whatever should not have happened. */
  readonly surprises: string[] = [];
  #socket: WebSocket | null = null;
  #complete = 0;
  #confirmed = 0;
  #sent = 0;
  #isOver = false;

  constructor(
    private readonly url: () => string,
    private readonly cookie: string,
    private readonly conversationId: string,
    private readonly own: { name: string; count: number },
    private readonly changed: () => void,
  ) {
    this.#connect();
  }

  get confirmed(): number {
    return this.#confirmed;
  }

  /** Whether everything it wrote is confirmed, and everything up to that number is there. */
  hasAll(count: number): boolean {
    return this.#confirmed === this.own.count && this.#complete === count;
  }

  /** Breaks its connection off without a word. */
  cut(): void {
    this.#socket?.terminate();
  }

  end(): void {
    this.#isOver = true;
    this.cut();
  }

  #connect(): void {
    if (this.#isOver) return;
    const url = this.url();
    const headers = { origin: url, cookie: this.cookie };
    const socket = new WebSocket(url.replace("http", "ws") + SOCKET_PATH, { headers });
    const allowed = new MessageAllowance(PACE, Date.now());
    const timer = setInterval(() => this.#sendOwn(allowed), PACE_MS);
    this.#socket = socket;
    this.#sent = Infinity;
    socket.on("open", () => this.#catchUp());
    socket.on("message", (data: Buffer) => this.#take(JSON.parse(data.toString()) as ServerMessage));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearInterval(timer);
      setTimeout(() => this.#connect(), PAUSE_MS);
    });
  }

  #catchUp(): void {
    this.#send({ type: "conversation.open", conversationId: this.conversationId, after: this.#complete });
  }

  #take(message: ServerMessage): void {
    if (message.type === "conversation.message") this.#show(message);
    if (message.type === "conversation.messages") {
      message.rows.forEach((row) => this.#show(row));
      if (message.more) this.#catchUp();
      else this.#sent = this.#confirmed;
    }
    if (message.type === "conversation.sent" && message.clientId === this.#idOf(this.#confirmed + 1)) {
      this.#confirmed += 1;
    }
    if (message.type === "error") this.surprises.push(message.message);
    this.changed();
  }

  /** Sends what may go now; after a reconnect from the first one on that was not confirmed. */
  #sendOwn(allowed: MessageAllowance): void {
    while (this.#sent < this.own.count && allowed.take(Date.now())) {
      this.#sent += 1;
      const clientId = this.#idOf(this.#sent);
      const text = `[${this.own.name} ${this.#sent}]`;
      this.#send({ type: "conversation.send", conversationId: this.conversationId, clientId, text });
    }
  }

  #show({ seq, html }: Row): void {
    const text = /\[(\w+ \d+)\]/.exec(html)?.[1] ?? html;
    const before = this.shown.get(seq);
    if (before !== undefined && before !== text) this.surprises.push(`${seq} was ${before} and is ${text}`);
    this.shown.set(seq, text);
    while (this.shown.has(this.#complete + 1)) this.#complete += 1;
  }

  #idOf(number: number): string {
    return `${this.own.name}-message-${number}`;
  }

  #send(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }
}
