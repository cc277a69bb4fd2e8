import { RATES } from "../../protocol/limits.js";

/** A message on its way: its writer's own id for it, the same for all tries, and what it says. */
export interface OwnMessage {
  clientId: string;
  text: string;
}

/** What an outbox needs of where it runs. */
export interface OutboxEnds {
  /** Hands a message over, to be answered by `confirm`, `delay` or `refuse`; false when there is no way at the moment. */
  pass(message: OwnMessage): boolean;
  /** The message is stored. */
  confirmed(clientId: string): void;
  /** The message was not stored, and will not be unless it is added again. */
  refused(message: OwnMessage, why: string): void;
}

/** Well below what one connection may send, because reading and typing are told over it as well. */
const APART_MS = 1000 / (0.8 * RATES.message.perSecond);
const LATER_MS = 5000;

/**
 * Messages that the server has not confirmed: one queue, of which only the first is ever on its way. So they are stored in the
 * order in which they were written, whatever happens between, and once, because each keeps its id.
 */
export class Outbox {
  private readonly waiting: OwnMessage[] = [];
  private onItsWay: OwnMessage | null = null;
  private isReady = false;
  /** By the time that has passed here: a clock can be set back. */
  private nextAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ends: OutboxEnds) {}

  /** All that are not confirmed, the oldest first. */
  get unconfirmed(): readonly OwnMessage[] {
    return this.waiting;
  }

  /** Puts a message behind all that wait. */
  add(message: OwnMessage): void {
    this.waiting.push(message);
    this.sendNext();
  }

  /** There is a way to the server (still). */
  start(): void {
    this.isReady = true;
    this.sendNext();
  }

  /** There is no way any more. What was not answered is sent again after the next `start`. */
  stop(): void {
    this.isReady = false;
    this.onItsWay = null;
  }

  confirm(clientId: string): void {
    if (this.take(clientId)) this.ends.confirmed(clientId);
  }

  /** The message on its way could not be taken for the moment: it, and all behind it, wait a little. */
  delay(clientId = this.onItsWay?.clientId): void {
    if (!this.onItsWay || this.onItsWay.clientId !== clientId) return;
    this.onItsWay = null;
    this.nextAt = performance.now() + LATER_MS;
    this.sendNext();
  }

  refuse(clientId: string, why: string): void {
    const message = this.take(clientId);
    if (message) this.ends.refused(message, why);
  }

  private take(clientId: string): OwnMessage | undefined {
    const place = this.waiting.findIndex((message) => message.clientId === clientId);
    if (place < 0) return undefined;
    const message = this.waiting.splice(place, 1)[0];
    if (this.onItsWay === message) this.onItsWay = null;
    this.sendNext();
    return message;
  }

  private sendNext(): void {
    const first = this.waiting[0];
    if (!this.isReady || this.onItsWay || !first) return;
    clearTimeout(this.timer);
    const wait = this.nextAt - performance.now();
    if (wait > 0) {
      this.timer = setTimeout(() => this.sendNext(), wait);
      return;
    }
    this.nextAt = performance.now() + APART_MS;
    this.onItsWay = first;
    if (!this.ends.pass(first)) this.stop();
  }
}
