import type { Ears, Line, OpenLine } from "./lines.js";
import type { Relay } from "./relay.js";

/** How many messages are taken when senders never wait, and what each costs the server. */
export interface Rate {
  perSecond: number;
  cpuUs: number;
}

/** How long messages wait for their acknowledgement. */
export interface Delay {
  p50: number;
  p99: number;
}

/** How fast sockets open, and how many kB each of ten thousand that say nothing holds and adds to the process. */
export interface Idle {
  connects: number;
  heldKb: number;
  residentKb: number;
}

const IN_FLIGHT = 8;
const RUN_MS = 2000;
const IDLE = 10_000;
const AT_ONCE = 50;

/** Has every line write its next message as soon as one was acknowledged. */
export async function measureRate(relay: Relay, open: OpenLine, count: number): Promise<Rate> {
  let taken = 0;
  let again = (line: Line): void => line.send(newId());
  const lines = await openLines(relay, open, count, (line) => {
    taken += 1;
    again(line);
  });
  for (const line of lines) for (let sent = 0; sent < IN_FLIGHT; sent += 1) line.send(newId());
  await pause(RUN_MS / 4);
  const [before, at] = [await relay.use(), performance.now()];
  taken = 0;
  await pause(RUN_MS);
  const perSecond = (taken / (performance.now() - at)) * 1000;
  const cpuUs = (((await relay.use()).cpuMs - before.cpuMs) / taken) * 1000;
  again = () => undefined;
  lines.forEach((line) => line.close());
  return { perSecond, cpuUs };
}

/** Has the lines write that many messages per second in turn. */
export async function measureDelay(relay: Relay, open: OpenLine, count: number, perSecond: number): Promise<Delay> {
  const began = new Map<string, number>();
  const delays: number[] = [];
  const lines = await openLines(relay, open, count, (_, clientId) => {
    delays.push(performance.now() - began.get(clientId)!);
    began.delete(clientId);
  });
  const send = (number: number): void => {
    const clientId = newId();
    began.set(clientId, performance.now());
    lines[number % count]!.send(clientId);
  };
  await sendSteadily(perSecond, send);
  while (began.size > 0) await pause(5);
  delays.length = 0;
  await sendSteadily(perSecond, send);
  while (began.size > 0) await pause(5);
  lines.forEach((line) => line.close());
  delays.sort((a, b) => a - b);
  const part = (share: number): number => delays[Math.floor(delays.length * share)] ?? NaN;
  return { p50: part(0.5), p99: part(0.99) };
}

/** Opens sockets on a relay that was just started, and has taken as many before as it has people. */
export async function measureIdle(relay: Relay, open: OpenLine, people: number): Promise<Idle> {
  (await openLines(relay, open, people)).forEach((line) => line.close());
  await pause(RUN_MS / 4);
  const empty = await relay.use();
  const began = performance.now();
  for (let opened = 0; opened < IDLE; opened += AT_ONCE) await openLines(relay, open, AT_ONCE, () => undefined, opened);
  const connects = (IDLE / (performance.now() - began)) * 1000;
  const full = await relay.use();
  const kbEach = (key: "heldBytes" | "residentBytes"): number => (full[key] - empty[key]) / IDLE / 1024;
  return { connects, heldKb: kbEach("heldBytes"), residentKb: kbEach("residentBytes") };
}

/** Opens lines from the numbered one on; two make a pair. */
function openLines(
  { ready }: Relay,
  open: OpenLine,
  count: number,
  taken: (line: Line, clientId: string) => void = () => undefined,
  from = 0,
): Promise<Line[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, place) => {
      const ears: Ears = { sent: (clientId) => taken(line, clientId), heard: () => undefined };
      const line: Line = await open(ready, (from + place) >> 1, (from + place) % 2, ears);
      return line;
    }),
  );
}

async function sendSteadily(perSecond: number, send: (number: number) => void): Promise<void> {
  const began = performance.now();
  let number = 0;
  for (let passed = 0; passed < RUN_MS; passed = performance.now() - began) {
    for (const due = (passed / 1000) * perSecond; number < due; number += 1) send(number);
    await pause(1);
  }
}

let made = 0;

function newId(): string {
  return `message-${(made += 1)}-${process.pid}`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
