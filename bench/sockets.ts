/**
 * What a message costs: HealSpace's session room, with login session, policy, rate limit and schema, beside a bare `ws` relay and
 * Socket.IO, each in a process of its own, in turn, medians. Then what sealing and storing cost on top, memory, and connecting.
 */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import {
  openBare,
  openConversation,
  openIdle,
  openRoomChat,
  openSocketIo,
  type Ears,
  type Line,
  type OpenLine,
  type Ready,
} from "./relays/lines.js";
import type { Use } from "./relays/report.js";

const PAIRS = 50;
const ROUNDS = 5;
const IN_FLIGHT = 8;
const RUN_MS = 2000;
const IDLE = [1000, 10_000];
const AT_ONCE = 50;

interface Relay {
  name: string;
  open: OpenLine;
  child: ChildProcess;
  ready: Ready;
}

interface Figures {
  perSecond: number;
  cpuUs: number;
  p50: number;
  p99: number;
}

const bare = await start("bare-ws");
const socketIo = await start("socket-io");
const own = await start("healspace");
const relays: Relay[] = [
  { name: "bare ws", open: openBare, ...bare },
  { name: "Socket.IO", open: openSocketIo, ...socketIo },
  { name: "session room", open: openRoomChat, ...own },
  { name: "conversation, sealed and stored", open: openConversation, ...own },
];
const figures = new Map(relays.map(({ name }) => [name, [] as Figures[]]));
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const relay of relays) {
    const measured = await measure(relay);
    if (round > 0) figures.get(relay.name)?.push(measured);
  }
}
console.log("messages                          per second  CPU µs each  p50 ms  p99 ms (at half of that rate)");
for (const [name, rounds] of figures) {
  const of = (key: keyof Figures, digits = 0): string => median(rounds.map((one) => one[key])).toFixed(digits);
  console.log(
    `${name.padEnd(32)}${of("perSecond").padStart(12)}${of("cpuUs", 1).padStart(13)}${of("p50", 1).padStart(8)}${of("p99", 1).padStart(8)}`,
  );
}
await measureIdle();
for (const { child } of [bare, socketIo, own]) child.kill();

async function measure(relay: Relay): Promise<Figures> {
  const began = new Map<string, number>();
  const delays: number[] = [];
  let taken = 0;
  let again: (line: number) => void = () => undefined;
  const ears = (line: number): Ears => ({
    sent(clientId) {
      taken += 1;
      if (relay.open === openConversation) delays.push(performance.now() - (began.get(clientId) ?? NaN));
      again(line);
    },
    heard: (clientId) => delays.push(performance.now() - (began.get(clientId) ?? NaN)),
  });
  const lines = await Promise.all(
    Array.from({ length: PAIRS * 2 }, (_, line) => relay.open(relay.ready, line >> 1, line % 2, ears(line))),
  );
  let made = 0;
  const send = (line: number): void => {
    const clientId = `${process.pid}-${Date.now().toString(36)}-${(made += 1)}`;
    began.set(clientId, performance.now());
    lines[line]?.send(clientId);
  };

  again = send;
  lines.forEach((_, line) => Array.from({ length: IN_FLIGHT }, () => send(line)));
  await pause(RUN_MS / 4);
  const [before, at] = [await use(relay.child), performance.now()];
  taken = 0;
  await pause(RUN_MS);
  const perSecond = (taken / (performance.now() - at)) * 1000;
  const cpuUs = (((await use(relay.child)).cpuMs - before.cpuMs) / taken) * 1000;
  again = () => undefined;
  await pause(RUN_MS / 4);

  began.clear();
  delays.length = 0;
  await sendSteadily(perSecond / 2, (number) => send(number % lines.length));
  await pause(RUN_MS / 4);
  lines.forEach((line: Line) => line.close());
  delays.sort((a, b) => a - b);
  const part = (share: number): number => delays[Math.floor(delays.length * share)] ?? NaN;
  return { perSecond, cpuUs, p50: part(0.5), p99: part(0.99) };
}

async function sendSteadily(perSecond: number, send: (number: number) => void): Promise<void> {
  const began = performance.now();
  let number = 0;
  for (let passed = 0; passed < RUN_MS; passed = performance.now() - began) {
    for (const due = (passed / 1000) * perSecond; number < due; number += 1) send(number);
    await pause(1);
  }
}

async function measureIdle(): Promise<void> {
  for (const relay of relays.slice(0, 3)) {
    const open = relay.open === openRoomChat ? openAsleep : relay.open;
    const lines: Line[] = [];
    const empty = (await use(relay.child)).bytes;
    const began = performance.now();
    for (const count of IDLE) {
      while (lines.length < count) {
        const opening = Array.from({ length: AT_ONCE }, (_, place) => {
          const line = lines.length + place;
          return open(relay.ready, 100_000 + (line >> 1), line % 2, { sent: () => undefined, heard: () => undefined });
        });
        lines.push(...(await Promise.all(opening)));
      }
      const perSecond = (count / (performance.now() - began)) * 1000;
      const each = ((await use(relay.child)).bytes - empty) / count / 1024;
      const connects = count === IDLE[0] ? `, ${perSecond.toFixed(0)} connects per second` : "";
      console.log(`${relay.name}: ${each.toFixed(1)} kB for each of ${count} idle sockets${connects}`);
    }
    lines.forEach((line) => line.close());
    await pause(RUN_MS / 2);
  }
}

async function openAsleep(...[ready, pair, side]: Parameters<OpenLine>): Promise<Line> {
  const socket = await openIdle(ready, pair, side);
  return { send: () => undefined, close: () => socket.terminate() };
}

async function start(name: string): Promise<{ child: ChildProcess; ready: Ready }> {
  const file = path.resolve(import.meta.dirname, `relays/${name}.ts`);
  const child = fork(file, [String(PAIRS)], { execArgv: ["--import", "tsx", "--expose-gc"] });
  const [ready] = (await once(child, "message")) as [Ready];
  return { child, ready };
}

async function use(child: ChildProcess): Promise<Use> {
  child.send("use");
  const [answer] = (await once(child, "message")) as [Use];
  return answer;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
