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

/** How fast sockets open, and how many kB each of some and of many that say nothing holds, and adds to the process. */
export interface Idle {
  connects: number;
  heldKbOfSome: number;
  residentKbOfSome: number;
  heldKb: number;
  residentKb: number;
}

const WARM_MS = 1000;
const RATE_MS = 4000;
const DELAY_MS = 10_000;
const [SOME, MANY] = [1000, 10_000];
const AT_ONCE = 50;

/** Has every line write its next message as soon as one was acknowledged. */
export async function measureRate(relay: Relay, open: OpenLine, count: number): Promise<Rate> {
  let taken = 0;
  let again = (line: Line): void => line.send(newId());
  const lines = await openLines(relay, open, count, (line) => {
    taken += 1;
    again(line);
  });
  for (const line of lines) line.send(newId());
  await pause(WARM_MS);
  const [before, at] = [await relay.use(), performance.now()];
  taken = 0;
  await pause(RATE_MS);
  const perSecond = (taken / (performance.now() - at)) * 1000;
  const cpuUs = (((await relay.use()).cpuMs - before.cpuMs) / taken) * 1000;
  again = () => undefined;
  lines.forEach((line) => line.close());
  await settle(relay);
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
  await sendSteadily(perSecond, WARM_MS, send);
  while (began.size > 0) await pause(5);
  delays.length = 0;
  await sendSteadily(perSecond, DELAY_MS, send);
  while (began.size > 0) await pause(5);
  lines.forEach((line) => line.close());
  await settle(relay);
  delays.sort((a, b) => a - b);
  const part = (share: number): number => delays[Math.floor(delays.length * share)] ?? NaN;
  return { p50: part(0.5), p99: part(0.99) };
}

/**
 * Opens sockets on a relay that has opened and closed as many before, a few at a time: what admitting them leaves behind is not what
 * a socket weighs.
 */
export async function measureIdle(relay: Relay, open: OpenLine): Promise<Idle> {
  for (let from = 0; from < MANY; from += AT_ONCE) {
    (await openFew(relay, open, from)).forEach((line) => line.close());
  }
  await settle(relay);
  const empty = await relay.use();
  const lines: Line[] = [];
  let openingMs = 0;
  const openUpTo = async (count: number): Promise<{ held: number; resident: number }> => {
    const began = performance.now();
    while (lines.length < count) lines.push(...(await openFew(relay, open, lines.length)));
    openingMs += performance.now() - began;
    const { heldBytes, residentBytes } = await relay.use();
    const kbEach = (bytes: number): number => bytes / count / 1024;
    return { held: kbEach(heldBytes - empty.heldBytes), resident: kbEach(residentBytes - empty.residentBytes) };
  };
  const [some, many] = [await openUpTo(SOME), await openUpTo(MANY)];
  lines.forEach((line) => line.close());
  await settle(relay);
  return {
    connects: (MANY / openingMs) * 1000,
    heldKbOfSome: some.held,
    residentKbOfSome: some.resident,
    heldKb: many.held,
    residentKb: many.resident,
  };
}

type Taken = (line: Line, clientId: string) => void;

async function openLines(relay: Relay, open: OpenLine, count: number, taken: Taken): Promise<Line[]> {
  const lines: Line[] = [];
  while (lines.length < count) lines.push(...(await openFew(relay, open, lines.length, taken)));
  await settle(relay);
  return lines;
}

/** Opens a few lines at once, from the numbered one on; two make a pair. */
function openFew({ ready }: Relay, open: OpenLine, from: number, taken: Taken = () => undefined): Promise<Line[]> {
  return Promise.all(
    Array.from({ length: AT_ONCE }, async (_, place) => {
      const ears: Ears = { sent: (clientId) => taken(line, clientId), heard: () => undefined };
      const line: Line = await open(ready, (from + place) >> 1, (from + place) % 2, ears);
      return line;
    }),
  );
}

/** Waits until the relay is done with what opening or closing asks of it, so that it takes no time from what is measured next. */
async function settle(relay: Relay): Promise<void> {
  for (let isBusy = true; isBusy;) {
    await pause(WARM_MS / 4);
    const { cpuMs } = await relay.use();
    await pause(WARM_MS / 2);
    isBusy = (await relay.use()).cpuMs - cpuMs > WARM_MS / 4;
  }
}

async function sendSteadily(perSecond: number, forMs: number, send: (number: number) => void): Promise<void> {
  const began = performance.now();
  let number = 0;
  for (let passed = 0; passed < forMs; passed = performance.now() - began) {
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
