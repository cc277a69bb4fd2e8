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

/** Makes a bus over Redis or Valkey. It connects in the background and again whenever the connection is lost; news are sealed. */
export function createRedisBus(url: string, { secrets, log }: { secrets: Secrets; log: Log }): Bus {
  return new RedisBus(url, createSealedChannel(secrets), log);
}

class RedisBus implements Bus {
  readonly #id = randomUUID();
  readonly #listeners = new Listeners();
  readonly #backJobs: (() => void)[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #sender;
  readonly #receiver;
  #isSubscribed = false;
  #state: "starting" | "working" | "lost" | "closed" = "starting";

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
      client.on("ready", () => setImmediate(() => this.#back()));
    }
    this.#sender.connect().catch(this.#lost);
    this.#subscribe().catch(this.#lost);
  }

  get isWorking(): boolean {
    return this.#isSubscribed && this.#sender.isReady && this.#receiver.isReady;
  }

  publish<T extends Topic>(topic: T, news: News[T]): void {
    if (!this.isWorking) return;
    const published = JSON.stringify({ topic, news });
    const box = this.sealed.seal(JSON.stringify({ from: this.#id, published }));
    this.#sender.publish(CHANNEL, box).catch(this.#lost);
  }

  on<T extends Topic>(topic: T, hear: (news: News[T], from: string) => void): void {
    this.#listeners.add(topic, hear);
  }

  whenBack(job: () => void): void {
    this.#backJobs.push(job);
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
    await this.#receiver.subscribe(CHANNEL, (box: Buffer) => this.#hear(box), true);
    this.#isSubscribed = true;
    this.#back();
  }

  #hear(box: Buffer): void {
    const text = this.sealed.open(box);
    if (text === null) return;
    const { from, published } = JSON.parse(text) as { from: string; published: string };
    if (from !== this.#id) this.#listeners.hear(published, from);
  }

  readonly #lost = (): void => {
    if (this.#state === "lost" || this.#state === "closed") return;
    this.log.warn("Redis is away: until it is back, people at different processes hear nothing of each other at once");
    this.#state = "lost";
  };

  #back(): void {
    if (this.#state === "working" || this.#state === "closed" || !this.isWorking) return;
    this.log.info("Redis connects the processes");
    this.#state = "working";
    for (const job of this.#backJobs) job();
  }
}

/** Milliseconds to wait after so many tries to connect in vain. */
function pauseBefore(tries: number): number {
  return Math.min(50 * 2 ** Math.min(tries, 5), LONGEST_PAUSE_MS);
}
