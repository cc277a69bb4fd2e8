import { setTimeout as pause } from "node:timers/promises";
import type { OpenLine } from "./lines.js";
import { openLines, type Taken } from "./open-lines.js";
import type { Relay } from "./relay.js";
import { settle } from "./settle.js";

/** Throughput when senders never pause, and the server's CPU time for each message. */
export interface Rate {
  perSecond: number;
  cpuUs: number;
}

/** Latency from sending to acknowledgement, in ms. */
export interface Delay {
  p50: number;
  p99: number;
}

/** Lines that stay open between measurements, so that relays can take turns. */
export interface Load {
  /** Every line sends its next message as soon as its last one is accepted. */
  rate(): Promise<Rate>;
  /** Sends this many messages per second in all, from one line after another. */
  delay(perSecond: number): Promise<Delay>;
  close(): Promise<void>;
}

const WARM_MS = 300;
const RATE_MS = 1500;
const DELAY_MS = 2000;

export async function openLoad(relay: Relay, open: OpenLine, count: number): Promise<Load> {
  let taken: Taken = () => undefined;
  const lines = await openLines(relay, open, count, (line) => taken(line));
  await settle(relay);
  let sent = 0;
  const send = (line: number): void => lines[line]!.send(`message-${(sent += 1)}-${process.pid}`);

  return {
    async rate() {
      let done = 0;
      let under = lines.length;
      let isOver = false;
      taken = (line) => {
        done += 1;
        if (isOver) under -= 1;
        else send(line);
      };
      lines.forEach((_, line) => send(line));
      await pause(WARM_MS);
      const before = await relay.cpu();
      const since = performance.now();
      done = 0;
      await pause(RATE_MS);
      const perSecond = (done / (performance.now() - since)) * 1000;
      const cpuUs = (((await relay.cpu()) - before) / done) * 1000;
      isOver = true;
      while (under > 0) await pause(5);
      return { perSecond, cpuUs };
    },

    async delay(perSecond) {
      const sentAt = lines.map((): number[] => []);
      let delays: number[] = [];
      taken = (line) => delays.push(performance.now() - sentAt[line]!.shift()!);
      const sendInTurn = async (ms: number): Promise<void> => {
        await steadily(perSecond, ms, (number) => {
          const line = number % lines.length;
          sentAt[line]!.push(performance.now());
          send(line);
        });
        while (sentAt.some((times) => times.length > 0)) await pause(5);
      };
      await sendInTurn(WARM_MS);
      delays = [];
      await sendInTurn(DELAY_MS);
      delays.sort((a, b) => a - b);
      const part = (share: number): number => delays[Math.floor(delays.length * share)] ?? NaN;
      return { p50: part(0.5), p99: part(0.99) };
    },

    async close() {
      lines.forEach((line) => line.close());
      await settle(relay);
    },
  };
}

async function steadily(perSecond: number, forMs: number, send: (number: number) => void): Promise<void> {
  const began = performance.now();
  let number = 0;
  for (let passed = 0; passed < forMs; passed = performance.now() - began) {
    for (const due = (passed / 1000) * perSecond; number < due; number += 1) send(number);
    await pause(1);
  }
}
