import { CLOSE, HEARTBEAT_MS, SOCKET_PATH } from "../../protocol/limits.js";
import type { ClientMessage, ServerMessage, ServerMessageName, ServerMessages } from "../../protocol/messages.js";
import { pageReader } from "./page-reader.js";
import { askReaderState } from "./post-form.js";
import { Refused } from "./request.js";
import { Timer } from "./timer.js";

/**
 * A socket's states: open (again), answered with a first frame, lost, or closed because the reader is signed out.
 */
export interface SocketStates {
  open: () => void;
  answered: () => void;
  lost: () => void;
  signedOut: (why: string) => void;
}

const SIGNED_OUT_WORDS: Partial<Record<number, string>> = {
  [CLOSE.signedOut]: "You are signed out.",
  [CLOSE.passwordChanged]: "Your password was changed, so you are signed out here.",
  [CLOSE.suspended]: "Your account is suspended, so you are signed out.",
};
const FIRST_PAUSE_MS = 500;
const SILENCE_MS = 2.4 * HEARTBEAT_MS;
/** Every page asks for something on `open`. Some networks let a socket open but pass nothing through it. */
const ANSWER_MS = 10_000;

/**
 * The page's connection to the server, for the page's reader only. When it breaks, it reconnects after growing, random pauses that
 * end early when the network is back. It counts as working once a frame has arrived. It keeps no messages: callers send again on
 * `open` whatever must arrive.
 */
export class Socket {
  private readonly listeners = new Map<string, ((message: never) => void)[]>();
  private socket: WebSocket | null = null;
  private tries = 0;
  private readonly timer = new Timer();
  private heardAt = 0;
  private hasAnswered = false;
  private isOver = false;

  /** `longestPauseMs` is the longest pause between two attempts; an attempt may take twice as long. */
  constructor(private readonly longestPauseMs = 30_000) {
    this.connect();
    addEventListener("online", () => this.retryNow());
    document.addEventListener("visibilitychange", () => this.retryNow());
    setInterval(() => this.endIfSilent(), 5000);
  }

  get isOpen(): boolean {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  on<N extends ServerMessageName>(name: N, listener: (message: ServerMessages[N]) => void): void;
  on<S extends keyof SocketStates>(state: S, listener: SocketStates[S]): void;
  on(name: string, listener: (message: never) => void): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
  }

  /** Sends if the socket is open; otherwise returns false. */
  send(message: ClientMessage): boolean {
    if (!this.isOpen) return false;
    this.socket?.send(JSON.stringify(message));
    return true;
  }

  /** Closes without reconnecting, because the page's reader is no longer signed in. */
  signOut(why: string): void {
    if (this.isOver) return;
    this.close();
    this.emit("signedOut", why);
  }

  /** Replaces a connection that seems dead. */
  renew(): void {
    const socket = this.socket;
    if (!socket || this.isOver) return;
    this.lost(0);
    socket.close();
  }

  /** Closes without reconnecting. */
  close(): void {
    this.isOver = true;
    this.timer.stop();
    this.socket?.close();
  }

  private connect(): void {
    const origin = location.origin.replace(/^http/, "ws");
    const socket = new WebSocket(`${origin}${SOCKET_PATH}?reader=${pageReader()}`);
    this.socket = socket;
    this.heardAt = Date.now();
    this.hasAnswered = false;
    // If packets are dropped silently, neither open nor close fires: set a deadline.
    this.timer.restart(2 * this.longestPauseMs, () => this.renew());
    socket.onopen = () => {
      this.timer.restart(ANSWER_MS, () => this.renew());
      this.emit("open");
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      this.heard();
      const message = JSON.parse(event.data) as ServerMessage;
      this.emit(message.type, message);
    };
    socket.onclose = (event) => {
      if (this.socket === socket) this.lost(event.code);
    };
  }

  private heard(): void {
    this.heardAt = Date.now();
    if (this.hasAnswered) return;
    this.hasAnswered = true;
    this.tries = 0;
    this.timer.stop();
    this.emit("answered");
  }

  private lost(code: number): void {
    this.socket = null;
    if (this.isOver) return;
    const why = SIGNED_OUT_WORDS[code];
    if (why) return this.signOut(why);
    this.emit("lost");
    if (!this.hasAnswered) void this.askWhy();
    const longest = Math.min(this.longestPauseMs, FIRST_PAUSE_MS * 2 ** this.tries);
    this.tries += 1;
    this.timer.restart(longest * (0.5 + Math.random() / 2), () => this.connect());
  }

  /** Finds out why a socket does not answer, which browsers do not tell: the connection, a blocking network, or being signed out. */
  private async askWhy(): Promise<void> {
    try {
      const reader = await askReaderState();
      if (!this.hasAnswered) this.emit("conversation.unread", { count: reader.count });
    } catch (error) {
      if (error instanceof Refused && error.isSignedOut) this.signOut(error.message);
    }
  }

  private retryNow(): void {
    if (document.hidden || this.isOver) return;
    if (this.socket) this.endIfSilent();
    else this.connect();
  }

  /**
   * A connection can die silently. The server sends something every 25 seconds, so a longer silence means that it died. Compares
   * clock times, so that a device that slept notices, in both directions, because the clock can be set back.
   */
  private endIfSilent(): void {
    if (Math.abs(Date.now() - this.heardAt) >= SILENCE_MS) this.renew();
  }

  private emit(name: string, message?: object | string): void {
    for (const listener of this.listeners.get(name) ?? []) listener(message as never);
  }
}
