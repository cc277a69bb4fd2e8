import { randomUUID } from "node:crypto";
import { createClient } from "@redis/client";
import type { Log } from "../platform/log.js";
import { createSealedChannel } from "../platform/sealed-channel.js";
import type { Secrets } from "../platform/secrets.js";
import type { Bus } from "./bus.js";
import { Listeners } from "./listeners.js";

const CHANNEL = "healspace";
const LONGEST_PAUSE_MS = 1000;
const CONNECT_MS = 3000;
const PING_MS = 5000;
/** Without an answer to a ping or anything else, a connection is taken for broken. */
const SILENCE_MS = 12_000;

/** Makes a bus over Redis or Valkey. It connects in the background and again whenever the connection is lost; news are sealed. */
export function createRedisBus(url: string, { secrets, log }: { secrets: Secrets; log: Log }): Bus {
  const listeners = new Listeners();
  const id = randomUUID();
  const sealed = createSealedChannel(secrets);
  const backJobs: (() => void)[] = [];
  const timers: NodeJS.Timeout[] = [];
  let state: "starting" | "working" | "lost" | "closed" = "starting";
  let isSubscribed = false;
  const reconnectStrategy = (tries: number): number => Math.min(50 * 2 ** Math.min(tries, 5), LONGEST_PAUSE_MS);
  const socket = { reconnectStrategy, connectTimeout: CONNECT_MS, socketTimeout: SILENCE_MS };
  const sender = createClient({ url, socket, pingInterval: PING_MS, disableOfflineQueue: true });
  const receiver = createClient({ url, socket, pingInterval: PING_MS });
  const isWorking = (): boolean => sender.isReady && receiver.isReady;

  for (const client of [sender, receiver]) {
    client.on("error", lost);
    client.on("ready", () => setImmediate(back));
  }
  void sender.connect().catch(lost);
  void receiver
    .connect()
    .then(() => receiver.subscribe(CHANNEL, hear, true))
    .then(() => {
      isSubscribed = true;
      back();
    })
    .catch(lost);

  function lost(): void {
    if (state === "lost" || state === "closed") return;
    log.warn("Redis is away: until it is back, people at different processes hear nothing of each other at once");
    state = "lost";
  }

  function back(): void {
    if (state === "working" || state === "closed" || !isSubscribed || !isWorking()) return;
    log.info("Redis connects the processes");
    state = "working";
    for (const job of backJobs) job();
  }

  function hear(box: Buffer): void {
    const text = sealed.open(box);
    if (text === null) return;
    const { from, published } = JSON.parse(text) as { from: string; published: string };
    if (from !== id) listeners.hear(published, from);
  }

  return {
    get isWorking() {
      return isWorking();
    },
    publish(topic, news) {
      if (!isWorking()) return;
      const published = JSON.stringify({ topic, news });
      sender.publish(CHANNEL, sealed.seal(JSON.stringify({ from: id, published }))).catch(lost);
    },
    on: (topic, hearNews) => listeners.add(topic, hearNews),
    whenBack: (job) => void backJobs.push(job),
    everyFiveSeconds: (job) => void timers.push(setInterval(job, 5000).unref()),
    close() {
      state = "closed";
      timers.forEach(clearInterval);
      for (const client of [sender, receiver]) client.destroy();
    },
  };
}
