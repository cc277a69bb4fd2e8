import { randomUUID } from "node:crypto";
import { createClient } from "@redis/client";
import type { Log } from "../platform/log.js";
import { createSealedChannel, type SealedChannel } from "../platform/sealed-channel.js";
import type { Secrets } from "../platform/secrets.js";
import type { Bus, News, Topic } from "./bus.js";
import { Listeners } from "./listeners.js";

const CHANNEL = "healspace";
const LONGEST_PAUSE_MS = 1000;
const CONNECT_MS = 3000;
const PING_MS = 5000;
/** Without an answer to a ping or anything else, a connection is taken for broken. */
const SILENCE_MS = 12_000;
const BEAT_MS = 1000;
/** With more beats unheard, news is taken for lost. Counted and not timed, so that a process that was stopped loses nothing by it. */
const MOST_UNHEARD = 4;

/** Makes a bus over Redis or Valkey. It connects in the background and again whenever the connection is lost; news is sealed. */
export function createRedisBus(url: string, { secrets, log }: { secrets: Secrets; log: Log }): Bus {
  return new RedisBus(url, createSealedChannel(secrets), log);
}

/**
 * Each process also has a channel of its own, through which it sends itself a beat every second: it works while it hears them, and
 * a Redis that accepts connections but passes nothing on does not count as working.
 */
class RedisBus implements Bus {
  readonly #id = randomUUID();
  readonly #ownChannel = `${CHANNEL}:${this.#id}`;
  readonly #listeners = new Listeners();
  readonly #backJobs: (() => void)[] = [];
  readonly #lostJobs: (() => void)[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #sender;
  readonly #receiver;
  #state: "starting" | "working" | "lost" | "closed" = "starting";
  #isSubscribed = false;
  #hasDropped = false;
  #unheard = 0;
  /** Set while a beat is on its way to Redis: a connection to which nothing is written can be seen to be silent. */
  #isBeating = false;

  constructor(
    url: string,
    private readonly sealed: SealedChannel,
    private readonly log: Log,
  ) {
    const socket = { reconnectStrategy: pauseBefore, connectTimeout: CONNECT_MS, socketTimeout: SILENCE_MS };
    this.#sender = createClient({ url, socket, pingInterval: PING_MS, disableOfflineQueue: true });
    this.#receiver = createClient({ url, socket, pingInterval: PING_MS });
    for (const client of [this.#sender, this.#receiver]) {
      client.on("error", this.#lost);
      client.on("ready", () => setImmediate(() => this.#beat()));
    }
    this.#sender.connect().catch(this.#lost);
    this.#subscribe().catch(this.#lost);
    this.#timers.push(setInterval(() => this.#countBeat(), BEAT_MS).unref());
  }

  get isWorking(): boolean {
    return this.#state === "working";
  }

  publish<T extends Topic>(topic: T, news: News[T]): void {
    if (!this.isWorking) return void (this.#hasDropped = true);
    const published = JSON.stringify({ topic, news });
    const box = this.sealed.seal(JSON.stringify({ from: this.#id, published }));
    this.#sender.publish(CHANNEL, box).catch((error: unknown) => {
      this.#hasDropped = true;
      this.#lost(error);
    });
  }

  on<T extends Topic>(topic: T, hear: (news: News[T], from: string) => void): void {
    this.#listeners.add(topic, hear);
  }

  whenBack(job: () => void): void {
    this.#backJobs.push(job);
  }

  whenLost(job: () => void): void {
    this.#lostJobs.push(job);
  }

  everyFiveSeconds(job: () => void): void {
    this.#timers.push(setInterval(job, 5000).unref());
  }

  close(): void {
    this.#state = "closed";
    this.#timers.forEach(clearInterval);
    for (const client of [this.#sender, this.#receiver]) client.destroy();
  }

  /** The client subscribes again by itself whenever it reconnects. */
  async #subscribe(): Promise<void> {
    await this.#receiver.connect();
    await this.#receiver.subscribe(
      [CHANNEL, this.#ownChannel],
      (box: Buffer, channel: Buffer) => (channel.toString() === CHANNEL ? this.#hear(box) : this.#heardBeat()),
      true,
    );
    this.#isSubscribed = true;
    this.#beat();
  }

  #hear(box: Buffer): void {
    const text = this.sealed.open(box);
    if (text === null) return;
    const { from, published } = JSON.parse(text) as { from: string; published: string };
    if (from !== this.#id) this.#listeners.hear(published, from);
  }

  #countBeat(): void {
    this.#unheard += 1;
    if (this.#unheard > MOST_UNHEARD) this.#lost();
    this.#beat();
  }

  #beat(): void {
    if (this.#isBeating || !this.#isSubscribed || !this.#receiver.isReady || !this.#sender.isReady) return;
    this.#isBeating = true;
    this.#sender
      .publish(this.#ownChannel, "")
      .catch(this.#lost)
      .finally(() => (this.#isBeating = false));
  }

  #heardBeat(): void {
    this.#unheard = 0;
    if (this.#state === "working" || this.#state === "closed") return;
    this.log.info("Redis connects the processes");
    this.#state = "working";
    for (const job of this.#backJobs) job();
    if (this.#hasDropped) this.publish("news.lost", {});
    this.#hasDropped = false;
  }

  /** Logs only the error's code: its message may contain the address. */
  readonly #lost = (error?: unknown): void => {
    if (this.#state === "lost" || this.#state === "closed") return;
    this.log.warn(
      { code: (error as { code?: unknown } | undefined)?.code },
      "Redis is unreachable: until it is back, people on different processes get no live updates from each other",
    );
    this.#state = "lost";
    for (const job of this.#lostJobs) job();
  };
}

/** Milliseconds to wait after this many failed attempts to connect. */
export function pauseBefore(tries: number): number {
  return Math.min(50 * 2 ** Math.min(tries, 5), LONGEST_PAUSE_MS);
}
