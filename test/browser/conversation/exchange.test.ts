import { expect } from "chai";
import { mock } from "node:test";
import { Exchange } from "../../../src/browser/conversation/exchange.js";
import { SendQueue, type QueuedMessage } from "../../../src/browser/page/send-queue.js";
import type { ClientMessage, ServerMessage } from "../../../src/protocol/messages.js";
import { Random } from "../../support/random.js";

const SEQUENCES = 150;
const MESSAGES = 25;
const PAGE = 4;

describe("A conversation's exchange in the browser", () => {
  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout", "Date"] });
    mock.method(performance, "now", Date.now);
  });
  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  it(`loses and doubles nothing and keeps the order, on both sides, over ${SEQUENCES} random sequences of cuts and refusals`, () => {
    for (let seed = 1; seed <= SEQUENCES; seed += 1) {
      const random = new Random(seed);
      const server = new MoodyServer(random);
      const sides = [new Side(0, server, random), new Side(1, server, random)];
      for (const side of sides) side.connect();
      for (let written = 0; written < MESSAGES; written += 1) {
        for (const side of sides) {
          side.queue.add({ clientId: `${side.number}-${written}`, text: `${written}` });
          if (random.whole(1, 6) === 1) side.cut();
        }
        mock.timers.tick(random.whole(0, 200));
      }
      server.isMoody = false;
      for (let waited = 0; waited < 4000; waited += 1) mock.timers.tick(50);

      for (const { number } of sides) {
        const own = server.stored.filter(({ from }) => from === number).map(({ text }) => Number(text));
        expect(own, `seed ${seed}: as written, once`).to.deep.equal(
          Array.from({ length: MESSAGES }, (_, index) => index),
        );
      }
      const numbers = server.stored.map((_, index) => index + 1);
      for (const { shown, number, queue, refused } of sides) {
        expect(
          [...shown].sort((a, b) => a - b),
          `seed ${seed}: shown to ${number}, once`,
        ).to.deep.equal(numbers);
        expect(queue.unconfirmed).to.deep.equal([]);
        expect(refused).to.deep.equal([]);
      }
    }
  }).timeout(120_000);

  it("holds back everything behind a message that the server defers", () => {
    const { exchange, queue, passed } = someExchange();
    for (const clientId of ["a", "b"]) queue.add({ clientId, text: clientId });
    exchange.takeError({
      code: "unavailable",
      message: "Busy",
      about: "conversation.send",
      clientId: "a",
      later: true,
    });
    mock.timers.tick(4900);
    expect(passed).to.deep.equal(["a"]);
    mock.timers.tick(200);
    expect(passed).to.deep.equal(["a", "a"]);
    exchange.takeSent({ clientId: "a", seq: 1 });
    mock.timers.tick(1000);
    expect(passed).to.deep.equal(["a", "a", "b"]);
  });

  it("continues immediately after the clock was set back", () => {
    const { exchange, queue, passed } = someExchange();
    queue.add({ clientId: "a", text: "a" });
    exchange.takeSent({ clientId: "a", seq: 1 });
    mock.method(Date, "now", () => performance.now() - 3_600_000);
    queue.add({ clientId: "b", text: "b" });
    mock.timers.tick(1000);
    expect(passed).to.deep.equal(["a", "b"]);
  });

  it("sends a message again that it finds stored and has not heard of, since nobody else may have", () => {
    const { exchange, queue, passed, confirmed } = someExchange();
    queue.add({ clientId: "a", text: "a" });
    exchange.stop();
    exchange.takePage({ rows: [{ seq: 1, html: "a" }], more: false });
    mock.timers.tick(1000);
    expect([passed, confirmed]).to.deep.equal([["a", "a"], []]);
    exchange.takeSent({ clientId: "a", seq: 1 });
    expect(confirmed).to.deep.equal(["a"]);
    queue.add({ clientId: "b", text: "b" });
    exchange.takeMessage({ seq: 2, html: "b" });
    expect(confirmed, "told to everyone").to.deep.equal(["a", "b"]);
  });

  it("gives back a rejected message, and continues with the next", () => {
    const { exchange, queue, passed, refused } = someExchange();
    for (const clientId of ["a", "b"]) queue.add({ clientId, text: clientId });
    exchange.takeError({ code: "conflict", message: "Closed", about: "conversation.send", clientId: "a" });
    mock.timers.tick(1000);
    expect(refused).to.deep.equal([["a", "Closed"]]);
    expect(passed).to.deep.equal(["a", "b"]);
  });

  it("spaces waiting messages, and reports each confirmation once", () => {
    const { exchange, queue, passed, confirmed } = someExchange();
    for (const clientId of ["a", "b", "c"]) queue.add({ clientId, text: clientId });
    for (const clientId of ["a", "a", "unknown"]) exchange.takeSent({ clientId, seq: 1 });
    exchange.takeSent({ clientId: "b", seq: 2 });
    expect(confirmed).to.deep.equal(["a", "b"]);
    expect(passed).to.deep.equal(["a"]);
    exchange.takeError({
      code: "unavailable",
      message: "Busy",
      about: "conversation.send",
      clientId: "b",
      later: true,
    });
    mock.timers.tick(50);
    expect(passed, "well below what one connection may send").to.deep.equal(["a"]);
    mock.timers.tick(100);
    expect(passed).to.deep.equal(["a", "c"]);
  });

  it("fetches all missed pages before it sends, and retries a failed fetch", () => {
    const { exchange, queue, passed, opened } = someExchange();
    exchange.stop();
    queue.add({ clientId: "a", text: "a" });
    exchange.takePage({ rows: [{ seq: 1, html: "" }], more: true });
    expect([opened, passed]).to.deep.equal([[1], []]);
    const failed = { message: "Busy", about: "conversation.open" } as const;
    exchange.takeError({ ...failed, code: "unavailable", later: true });
    mock.timers.tick(4900);
    expect(opened).to.deep.equal([1]);
    mock.timers.tick(200);
    expect(opened).to.deep.equal([1, 1]);
    exchange.takeError({ ...failed, code: "server-error" });
    mock.timers.tick(29_900);
    expect(opened).to.deep.equal([1, 1]);
    mock.timers.tick(200);
    expect(opened).to.deep.equal([1, 1, 1]);
    exchange.takePage({ rows: [{ seq: 2, html: "" }], more: false });
    expect(passed).to.deep.equal(["a"]);
  });

  it("shows a message once, however often it comes and whether or not earlier ones are missing", () => {
    const { exchange, shown } = someExchange();
    for (const seq of [1, 1, 3, 3, 2, 2, 3]) exchange.takeMessage({ seq, html: "" });
    expect(shown).to.deep.equal([1, 3, 2]);
  });

  it("asks once for messages missing between two numbers, when they do not arrive by themselves", () => {
    const { exchange, opened } = someExchange();
    exchange.takeMessage({ seq: 1, html: "" });
    exchange.takeMessage({ seq: 4, html: "" });
    exchange.takeMessage({ seq: 5, html: "" });
    mock.timers.tick(2000);
    expect(opened, "after the first").to.deep.equal([1]);
    exchange.takePage({ rows: [2, 3, 4, 5].map((seq) => ({ seq, html: "" })), more: false });
    exchange.takeMessage({ seq: 6, html: "" });
    mock.timers.tick(5000);
    expect(opened).to.deep.equal([1]);
    expect(exchange.complete).to.equal(6);
    exchange.takeSent({ clientId: "own", seq: 8 });
    mock.timers.tick(1000);
    expect(opened, "after one's own, whose number is known first").to.deep.equal([1, 6]);
  });
});

interface Made {
  exchange: Exchange;
  queue: SendQueue;
  passed: string[];
  confirmed: string[];
  opened: number[];
  refused: [string, string][];
  shown: number[];
}

/** An exchange with a connection, and what it did. */
function someExchange(): Made {
  const [passed, opened, refused]: [string[], number[], [string, string][]] = [[], [], []];
  const [shown, confirmed]: [number[], string[]] = [[], []];
  const queue = new SendQueue({
    send: ({ clientId }) => passed.push(clientId) > 0,
    confirmed: (clientId) => confirmed.push(clientId),
    refused: ({ clientId }, why) => refused.push([clientId, why]),
  });
  const exchange = new Exchange({
    conversationId: "c",
    complete: 0,
    queue,
    send: (message) => message.type === "conversation.open" && opened.push(message.after) > 0,
    show: ({ seq, html }) => {
      shown.push(seq);
      return html || undefined;
    },
  });
  queue.start();
  return { exchange, queue, passed, confirmed, opened, refused, shown };
}

/**
 * Stores like the real one, and at times has no time, reads nothing, fails, forgets to tell the other side, or ends once it has stored,
 * which cuts off the writer alone: the other is connected elsewhere.
 */
class MoodyServer {
  readonly stored: (QueuedMessage & { from: number })[] = [];
  isMoody = true;
  /** How each side is cut off. */
  readonly cut: (() => void)[] = [];
  /** How each side is told something, while it has a line. */
  readonly tell: ((message: ServerMessage) => void)[] = [];

  constructor(private readonly random: Random) {}

  take(from: number, message: ClientMessage): void {
    const answer = (said: ServerMessage): void => this.tell[from]!(said);
    if (this.isMoody && this.random.whole(1, 12) === 1) return answer(this.no(message));
    if (message.type === "conversation.open") return answer(this.page(message.after));
    if (message.type !== "conversation.send") return;
    const { clientId, text } = message;
    const stored = this.stored.findIndex((one) => one.clientId === clientId);
    const seq = stored < 0 ? this.stored.push({ clientId, text, from }) : stored + 1;
    if (this.isMoody && this.random.whole(1, 8) === 1) return this.cut[from]!();
    answer({ type: "conversation.sent", conversationId: "c", clientId, seq });
    const isForgotten = this.isMoody && this.random.whole(1, 8) === 1;
    for (const side of isForgotten ? [] : [0, 1])
      this.tell[side]?.({ type: "conversation.message", conversationId: "c", ...this.row(seq) });
  }

  private no(message: ClientMessage): ServerMessage {
    const isUnread = this.random.whole(1, 2) === 1;
    // Of a frame that came too fast, the kind is not known; a page asked for is asked for again only when it is.
    if (isUnread && message.type === "conversation.send")
      return { type: "error", code: "rate-limited", message: "Too fast", later: true };
    if (isUnread && message.type === "conversation.open")
      return { type: "error", code: "server-error", message: "Failed", about: message.type };
    const which = message.type === "conversation.send" ? { clientId: message.clientId } : {};
    return { type: "error", code: "unavailable", message: "Busy", about: message.type, later: true, ...which };
  }

  private page(after: number): ServerMessage {
    const rows = this.stored.map((_, index) => this.row(index + 1)).slice(after, after + PAGE);
    const more = after + rows.length < this.stored.length;
    const rest = { changed: [], readUpTo: 0, closed: "" };
    return { type: "conversation.messages", conversationId: "c", rows, more, ...rest };
  }

  private row(seq: number): { seq: number; html: string } {
    return { seq, html: this.stored[seq - 1]!.clientId };
  }
}

/** One of the two, with a line that delays, keeps the order, and at times is cut with all that is on it. */
class Side {
  readonly shown: number[] = [];
  readonly refused: string[] = [];
  readonly exchange: Exchange;
  readonly queue: SendQueue;
  private lines = 0;
  private isOpen = false;
  private free = { there: 0, back: 0 };

  constructor(
    readonly number: number,
    private readonly server: MoodyServer,
    private readonly random: Random,
  ) {
    this.queue = new SendQueue({
      send: ({ clientId, text }) => this.send({ type: "conversation.send", conversationId: "c", clientId, text }),
      confirmed: () => undefined,
      refused: ({ clientId }) => this.refused.push(clientId),
    });
    this.exchange = new Exchange({
      conversationId: "c",
      complete: 0,
      queue: this.queue,
      send: (message) => this.send(message),
      show: ({ seq, html }) => {
        this.shown.push(seq);
        return html.startsWith(`${number}-`) ? html : undefined;
      },
    });
  }

  connect(): void {
    this.isOpen = true;
    this.server.cut[this.number] = () => this.cut();
    this.server.tell[this.number] = (message) => this.travel("back", () => this.receive(message));
    this.exchange.catchUp();
  }

  cut(): void {
    this.lines += 1;
    this.isOpen = false;
    this.exchange.stop();
    const line = this.lines;
    setTimeout(() => line === this.lines && this.connect(), this.random.whole(1, 500));
  }

  private send(message: ClientMessage): boolean {
    if (this.isOpen) this.travel("there", () => this.server.take(this.number, message));
    return this.isOpen;
  }

  private travel(way: "there" | "back", arrive: () => void): void {
    const line = this.lines;
    this.free[way] = Math.max(this.free[way], Date.now() + this.random.whole(1, 80));
    setTimeout(() => line === this.lines && arrive(), this.free[way] - Date.now());
  }

  private receive(message: ServerMessage): void {
    if (message.type === "conversation.messages") this.exchange.takePage(message);
    if (message.type === "conversation.message") this.exchange.takeMessage(message);
    if (message.type === "conversation.sent") this.exchange.takeSent(message);
    if (message.type === "error") this.exchange.takeError(message);
  }
}
