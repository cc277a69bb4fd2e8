import { WebSocket } from "ws";
import { Exchange } from "../../src/browser/conversation/exchange.js";
import { SendQueue } from "../../src/browser/page/send-queue.js";
import { SOCKET_PATH } from "../../src/protocol/limits.js";
import type { ClientMessage, DrawnRow, ServerMessage } from "../../src/protocol/messages.js";

const PAUSE_MS = 60;

/** One side of a conversation as a page has it, without a page: the browser's own code over as many connections as it takes. */
export class ChatPartner {
  /** What it has been shown, by number. */
  readonly shown = new Map<number, string>();
  /** Whatever should not have happened. */
  readonly surprises: string[] = [];
  confirmed = 0;
  readonly #exchange: Exchange;
  #socket: WebSocket | null = null;
  #isOver = false;

  /** Writes that many numbered messages at once. */
  constructor(
    private readonly url: () => string,
    private readonly cookie: string,
    conversationId: string,
    private readonly own: { name: string; count: number },
    private readonly changed: () => void,
  ) {
    const queue = new SendQueue({
      send: (message) => this.#send({ type: "conversation.send", conversationId, ...message }),
      confirmed: () => (this.confirmed += 1),
      refused: (_message, why) => this.surprises.push(why),
    });
    this.#exchange = new Exchange({
      conversationId,
      complete: 0,
      queue,
      send: (message) => this.#send(message),
      show: (row) => this.#show(row),
    });
    for (let number = 1; number <= own.count; number += 1) {
      queue.add({ clientId: `${own.name}-message-${number}`, text: `[${own.name} ${number}]` });
    }
    this.#connect();
  }

  /** Whether everything it wrote is confirmed, and everything up to that number is there. */
  hasAll(count: number): boolean {
    return this.confirmed === this.own.count && this.#exchange.complete === count;
  }

  /** Breaks its connection off without a word. */
  cut(): void {
    this.#socket?.terminate();
  }

  end(): void {
    this.#isOver = true;
    this.#exchange.stop();
    this.cut();
  }

  #connect(): void {
    if (this.#isOver) return;
    const url = this.url();
    const headers = { origin: url, cookie: this.cookie };
    const socket = new WebSocket(url.replace("http", "ws") + SOCKET_PATH, { headers });
    this.#socket = socket;
    socket.on("open", () => this.#exchange.catchUp());
    socket.on("message", (data: Buffer) => this.#take(JSON.parse(data.toString()) as ServerMessage));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#exchange.stop();
      setTimeout(() => this.#connect(), PAUSE_MS);
    });
  }

  #take(message: ServerMessage): void {
    if (message.type === "conversation.message") this.#exchange.takeMessage(message);
    if (message.type === "conversation.messages") this.#exchange.takePage(message);
    if (message.type === "conversation.sent") this.#exchange.takeSent(message);
    if (message.type === "error") {
      this.surprises.push(message.message);
      this.#exchange.takeError(message);
    }
    this.changed();
  }

  #show({ seq, html }: DrawnRow): string | undefined {
    const text = /\[(\w+ \d+)\]/.exec(html)?.[1] ?? html;
    if (this.shown.has(seq)) this.surprises.push(`${seq} was shown twice`);
    this.shown.set(seq, text);
    return /data-client-id="([^"]+)"/.exec(html)?.[1];
  }

  #send(message: ClientMessage): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }
}
