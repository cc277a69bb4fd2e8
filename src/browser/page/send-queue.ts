import { PERSON_RATES } from "../../protocol/limits.js";
import { Timer } from "./timer.js";

/** An unconfirmed message: the client's id, the same at every attempt, and its text. */
export interface QueuedMessage {
  clientId: string;
  text: string;
}

/** The queue's view of its page. */
export interface SendQueueOptions {
  /** Sends a message, to be answered by `confirm`, `delay` or `refuse`; false when there is no connection. */
  send(message: QueuedMessage): boolean;
  confirmed(clientId: string): void;
  /** The message has left the queue unconfirmed. */
  refused(message: QueuedMessage, why: string): void;
}

/** Well below a connection's rate limit, because it also reports reading and typing. */
const APART_MS = 1000 / (0.8 * PERSON_RATES.message.perSecond);
const RETRY_MS = 5000;

/**
 * Sends messages one at a time until each is confirmed, so that they arrive in order through any number of broken connections. A
 * message may be sent more than once, always with the same id.
 */
export class SendQueue {
  private readonly waiting: QueuedMessage[] = [];
  private inFlight: QueuedMessage | null = null;
  private isReady = false;
  /** By `performance.now()`: the clock can be set back. */
  private nextAt = 0;
  private readonly timer = new Timer();

  constructor(private readonly options: SendQueueOptions) {}

  /** All unconfirmed messages, oldest first. */
  get unconfirmed(): readonly QueuedMessage[] {
    return this.waiting;
  }

  /** Appends a message. */
  add(message: QueuedMessage): void {
    this.waiting.push(message);
    this.sendNext();
  }

  /** There is a connection. */
  start(): void {
    this.isReady = true;
    this.sendNext();
  }

  /** There is no connection. The message in flight is sent again after the next `start`. */
  stop(): void {
    this.isReady = false;
    this.inFlight = null;
  }

  confirm(clientId: string): void {
    if (this.take(clientId)) this.options.confirmed(clientId);
  }

  /** Retries the message in flight after five seconds, and all others after it. */
  delay(clientId = this.inFlight?.clientId): void {
    if (!this.inFlight || this.inFlight.clientId !== clientId) return;
    this.inFlight = null;
    this.nextAt = performance.now() + RETRY_MS;
    this.sendNext();
  }

  refuse(clientId: string, why: string): void {
    const message = this.take(clientId);
    if (message) this.options.refused(message, why);
  }

  private take(clientId: string): QueuedMessage | undefined {
    const index = this.waiting.findIndex((message) => message.clientId === clientId);
    if (index < 0) return undefined;
    const message = this.waiting.splice(index, 1)[0];
    if (this.inFlight === message) this.inFlight = null;
    this.sendNext();
    return message;
  }

  private sendNext(): void {
    const first = this.waiting[0];
    if (!this.isReady || this.inFlight || !first) return;
    const wait = this.nextAt - performance.now();
    if (wait > 0) return this.timer.restart(wait, () => this.sendNext());
    this.nextAt = performance.now() + APART_MS;
    this.inFlight = first;
    if (!this.options.send(first)) this.stop();
  }
}
