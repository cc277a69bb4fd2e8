import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { can, type Person } from "../access/permissions.js";
import { isDatabaseAway } from "../platform/database-away.js";
import { BadRequest, NotFound, SafeError, TooMany, Unavailable } from "../platform/errors.js";
import type { Log } from "../platform/log.js";
import { CLOSE, HEARTBEAT_MS, RATES } from "../protocol/limits.js";
import type { ServerMessage } from "../protocol/messages.js";
import { gatherWrites } from "./gather-writes.js";
import type { Connection, Handler, Handlers, WhenClosed } from "./handlers.js";
import { MessageAllowance } from "./message-allowance.js";
import type { PersonAllowances } from "./person-allowances.js";
import { parseMessage, type Garbled, type Parsed } from "./parse-message.js";

/** The parts that connections share. */
export interface ConnectionOptions {
  handlers: Handlers;
  log: Log;
  /** Milliseconds, by a clock that only ever goes forward. */
  now(): number;
  allowances: PersonAllowances;
}

const UNREAD_BYTES = 1024 * 1024;
/** Reading pauses at this many queued messages and resumes at half. */
const MOST_WAITING = 64;
const HANG_UP_MS = 500;
/** Rate limited, or the database is down: the same message may succeed later. */
const LATER = [429, 503];
const ALIVE = JSON.stringify({ type: "alive" } satisfies ServerMessage);

/**
 * One signed-in person's socket. It handles messages one at a time, in the order they arrived; an error in one is answered
 * and does not affect the next.
 */
export class SocketConnection implements Connection {
  /** Created with the first frame, because most sockets are idle. */
  #allowed: Record<keyof typeof RATES, MessageAllowance> | null = null;
  readonly #whenClosed: WhenClosed[] = [];
  /** Settles when the last queued message has been handled. */
  #handled: Promise<void> | null = null;
  /** The number of queued messages. */
  #waiting = 0;
  #isClosing = false;
  #beatAt: number;
  #hasAnswered = true;

  constructor(
    readonly actor: Person,
    private readonly socket: WebSocket,
    /** The stream that the socket writes to. */
    private readonly stream: Duplex,
    private readonly options: ConnectionOptions,
  ) {
    this.#beatAt = options.now();
    socket.on("message", (data: Buffer, isBinary) => this.#receive(data, isBinary));
    socket.on("pong", () => (this.#hasAnswered = true));
    // ws itself closes the connection when it rejects a frame as too large or malformed.
    socket.on("error", () => undefined);
    socket.on("close", (code) => this.#next(() => this.#runClosed(code)));
  }

  /** Sends, unless the connection is closing. Ends the connection when 1 MiB is still unread. */
  send(message: ServerMessage): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    gatherWrites(this.stream);
    if (this.socket.bufferedAmount > UNREAD_BYTES) this.socket.terminate();
    else this.socket.send(JSON.stringify(message));
  }

  /**
   * Sends a heartbeat when one is due, so that proxies do not close an idle socket, and ends a socket that missed the last one.
   * Browsers cannot see pings, so `alive` goes with each. While reading is paused, a missing pong does not count.
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

  /** Closes with that code and drops queued messages; after half a second the connection is cut. */
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
    const isAllowed = this.#takes("frame") && this.options.allowances.take(this.actor.id, "bytes", data.length);
    if (!isAllowed) return this.#refuse(new TooMany());
    const parsed = isBinary ? { garbled: {} as Garbled } : parseMessage(this.options.handlers, data.toString());
    if ("garbled" in parsed) return this.#refuse(new BadRequest("We could not read that message."), parsed.garbled);
    const isCounted = parsed.name !== "room.signal";
    if (isCounted && !this.options.allowances.take(this.actor.id, "message"))
      return this.#refuse(new TooMany(), parsed);
    this.#waiting += 1;
    if (this.#waiting >= MOST_WAITING) this.socket.pause();
    this.#next(() => {
      this.#waiting -= 1;
      if (this.socket.isPaused && this.#waiting <= MOST_WAITING / 2) this.#readOn();
      return this.#handle(parsed);
    });
  }

  /** Resumes reading. A pong may still be in the queue, so the last ping counts as answered. */
  #readOn(): void {
    this.#hasAnswered = true;
    this.socket.resume();
  }

  #takes(what: keyof typeof RATES): boolean {
    const now = this.options.now();
    this.#allowed ??= {
      frame: new MessageAllowance(RATES.frame, now),
      mistake: new MessageAllowance(RATES.mistake, now),
    };
    return this.#allowed[what].take(now);
  }

  /** Runs the step after all others: synchronously when none is running, so that most messages need no promise. */
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

  /** Logs only names and stack frames: an error's message may contain what someone wrote. */
  #logFailure(thrown: unknown, what: string | undefined): void {
    const stack =
      thrown instanceof Error ? (thrown.stack ?? "").split("\n").filter((line) => /^ {4}at /.test(line)) : [];
    const { name, code } = thrown as { name?: unknown; code?: unknown };
    this.options.log.error({ what, name, code, stack: stack.join("\n") }, "a socket message failed");
  }
}
