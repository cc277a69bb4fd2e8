import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { can, type Person } from "../access/permissions.js";
import { isDatabaseAway } from "../platform/database.js";
import { BadRequest, NotFound, SafeError, TooMany, Unavailable } from "../platform/errors.js";
import type { Log } from "../platform/log.js";
import { CLOSE, HEARTBEAT_MS, RATES } from "../protocol/limits.js";
import type { ServerMessage } from "../protocol/messages.js";
import { gatherWrites } from "./gather-writes.js";
import type { Connection, Handler, Handlers, WhenClosed } from "./handlers.js";
import { MessageAllowance } from "./message-allowance.js";
import { parseMessage, type Garbled, type Parsed } from "./parse-message.js";

/** What connections share. */
export interface ConnectionOptions {
  handlers: Handlers;
  log: Log;
  /** Milliseconds, by a clock that only ever goes forward. */
  now(): number;
}

const UNREAD_BYTES = 1024 * 1024;
/** With as many messages waiting, no more are read until half of them are done. */
const MOST_WAITING = 64;
const HANG_UP_MS = 500;
/** Too much at once, and a database that is away. */
const LATER = [429, 503];
const ALIVE = JSON.stringify({ type: "alive" } satisfies ServerMessage);

/**
 * One signed-in person's socket. Its messages are handled one after the other, in the order in which they came; what is
 * wrong with one is answered in words and changes nothing for the next.
 */
export class SocketConnection implements Connection {
  /** Made for the first frame: most sockets are idle. */
  #allowed: Record<keyof typeof RATES, MessageAllowance> | null = null;
  readonly #whenClosed: WhenClosed[] = [];
  /** The last message that is still being handled, after those before it. */
  #handled: Promise<void> | null = null;
  /** How many messages wait for it. */
  #waiting = 0;
  #isClosing = false;
  #beatAt: number;
  #hasAnswered = true;

  constructor(
    readonly actor: Person,
    private readonly socket: WebSocket,
    /** What the socket writes to. */
    private readonly stream: Duplex,
    private readonly options: ConnectionOptions,
  ) {
    this.#beatAt = options.now();
    socket.on("message", (data: Buffer, isBinary) => this.#receive(data, isBinary));
    socket.on("pong", () => (this.#hasAnswered = true));
    // What ws refuses by itself (a frame too large, a broken one) it also closes by itself.
    socket.on("error", () => undefined);
    socket.on("close", (code) => this.#next(() => this.#runClosed(code)));
  }

  /** Sends, unless the connection is closing. A reader who has left a megabyte unread is cut off. */
  send(message: ServerMessage): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    gatherWrites(this.stream);
    if (this.socket.bufferedAmount > UNREAD_BYTES) this.socket.terminate();
    else this.socket.send(JSON.stringify(message));
  }

  /**
   * When it is time again, keeps the socket from looking idle to whatever stands between, and ends one that did not answer the
   * last time. Browsers cannot see a ping, so they are told as well. While nothing is read, no answer can be.
   */
  beat(now: number): void {
    if (now - this.#beatAt < HEARTBEAT_MS || this.socket.readyState !== this.socket.OPEN) return;
    if (!this.#hasAnswered && !this.socket.isPaused) return this.socket.terminate();
    this.#beatAt = now;
    this.#hasAnswered = false;
    gatherWrites(this.stream);
    this.socket.ping();
    this.socket.send(ALIVE);
  }

  /** Closes with that code. What still waits is not handled any more, and whoever does not hang up within a second is cut off. */
  close(code: number): void {
    this.#isClosing = true;
    this.socket.close(code);
    setTimeout(() => this.socket.terminate(), HANG_UP_MS).unref();
  }

  whenClosed(job: WhenClosed): void {
    if (!this.#whenClosed.includes(job)) this.#whenClosed.push(job);
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (!this.#takes("frame")) return this.#refuse(new TooMany());
    const parsed = isBinary ? { garbled: {} as Garbled } : parseMessage(this.options.handlers, data.toString());
    if ("garbled" in parsed) return this.#refuse(new BadRequest("We could not read that message."), parsed.garbled);
    if (parsed.name !== "room.signal" && !this.#takes("message")) {
      return this.#refuse(new TooMany(), parsed);
    }
    this.#waiting += 1;
    if (this.#waiting >= MOST_WAITING) this.socket.pause();
    this.#next(() => {
      this.#waiting -= 1;
      if (this.socket.isPaused && this.#waiting <= MOST_WAITING / 2) this.#readOn();
      return this.#handle(parsed);
    });
  }

  /** Reads again. What was sent meanwhile is still to come, so the last sign of life counts as answered. */
  #readOn(): void {
    this.#hasAnswered = true;
    this.socket.resume();
  }

  #takes(what: keyof typeof RATES): boolean {
    const now = this.options.now();
    this.#allowed ??= {
      frame: new MessageAllowance(RATES.frame, now),
      message: new MessageAllowance(RATES.message, now),
      mistake: new MessageAllowance(RATES.mistake, now),
    };
    return this.#allowed[what].take(now);
  }

  /** Runs the step after all others: at once when none of them is still running, so that most messages need no promise. */
  #next(step: () => Promise<void> | void): void {
    const running = this.#handled ? this.#handled.then(step) : step();
    if (!running) return;
    const handled = running.then(() => {
      if (this.#handled === handled) this.#handled = null;
    });
    this.#handled = handled;
  }

  #handle(message: Parsed): Promise<void> | void {
    if (this.#isClosing) return;
    const handler = this.options.handlers[message.name] as Handler<typeof message.name>;
    try {
      if (!can(this.actor, handler.policy)) throw new NotFound();
      return handler.run(this, message.payload as never)?.catch((thrown: unknown) => this.#answer(thrown, message));
    } catch (thrown) {
      this.#answer(thrown, message);
    }
  }

  #answer(thrown: unknown, about: Partial<Garbled>): void {
    let error = thrown instanceof SafeError ? thrown : isDatabaseAway(thrown) ? new Unavailable() : null;
    if (!error) {
      this.#logFailure(thrown, about.name);
      error = new SafeError(500, "server-error", "Something went wrong. Please try again.");
    }
    const { name, clientId } = about;
    const later = LATER.includes(error.status) && { later: true as const };
    this.send({
      type: "error",
      code: error.code,
      message: error.message,
      ...(name && { about: name }),
      ...(clientId && { clientId }),
      ...later,
    });
  }

  #refuse(error: SafeError, about: Partial<Garbled> = {}): void {
    if (this.#takes("mistake")) this.#answer(error, about);
    else this.close(CLOSE.refused);
  }

  async #runClosed(code: number): Promise<void> {
    for (const job of this.#whenClosed) {
      try {
        await job(this, code);
      } catch (thrown) {
        this.#logFailure(thrown, "close");
      }
    }
  }

  /** Names and frames only: an error's message may hold what somebody wrote. */
  #logFailure(thrown: unknown, what: string | undefined): void {
    const stack =
      thrown instanceof Error ? (thrown.stack ?? "").split("\n").filter((line) => /^ {4}at /.test(line)) : [];
    const { name, code } = thrown as { name?: unknown; code?: unknown };
    this.options.log.error({ what, name, code, stack: stack.join("\n") }, "a socket message failed");
  }
}
