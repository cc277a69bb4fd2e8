/**
 * What a message costs: HealSpace's session room, its chat and its signalling, with login session, policy, rate limit and schema,
 * beside a bare `ws` relay and Socket.IO, each in a process of its own, in turn, medians. Then what sealing and storing cost on top,
 * memory, and connecting, where HealSpace alone reads a login session.
 */
import { compare } from "./relays/compare.js";
import {
  openBare,
  openConversation,
  openIdleLine,
  openRoomChat,
  openSignals,
  openSocketIo,
  type OpenLine,
} from "./relays/lines.js";
import { measureDelay, measureIdle, measureRate } from "./relays/measure.js";
import { startRelay, type Relay } from "./relays/relay.js";

const PEOPLE = 1000;
const SIGNED_IN = 100;
const ROUNDS = 3;

const openers: Record<string, [file: string, open: OpenLine]> = {
  "bare ws": ["bare-ws", openBare],
  "Socket.IO": ["socket-io", openSocketIo],
  "room chat": ["healspace", openRoomChat],
  signalling: ["healspace", openSignals],
  conversation: ["healspace", openConversation],
  HealSpace: ["healspace", openIdleLine],
};

await compareMessages(["bare ws", "Socket.IO", "room chat", "signalling", "conversation"]);
await compareIdle(["bare ws", "Socket.IO", "HealSpace"]);

async function compareMessages(names: string[]): Promise<void> {
  const relays = new Map<string, Relay>();
  for (const name of names) {
    const [file] = openers[name]!;
    relays.set(file, relays.get(file) ?? (await startRelay(file, PEOPLE)));
  }
  const open = (name: string): [Relay, OpenLine, number] => {
    const [file, opener] = openers[name]!;
    return [relays.get(file)!, opener, PEOPLE];
  };
  const rates = await compare(ROUNDS, names, (name) => measureRate(...open(name)));
  const half = (name: string): number => (rates.get(name)?.perSecond ?? NaN) / 2;
  const delays = await compare(ROUNDS, names, (name) => measureDelay(...open(name), half(name)));
  for (const relay of relays.values()) await relay.stop();

  print(`${PEOPLE / 2} pairs`, "messages/s", "CPU µs each", "p50 ms", "p99 ms");
  for (const name of names) {
    const [{ perSecond, cpuUs }, { p50, p99 }] = [rates.get(name)!, delays.get(name)!];
    print(name, perSecond.toFixed(0), cpuUs.toFixed(1), p50.toFixed(2), p99.toFixed(2));
  }
  console.log("Until acknowledged, signals until they arrive: each at half of the messages that it takes itself.");
  for (const [own, other] of pairsOf(["room chat", "signalling"], ["bare ws", "Socket.IO"])) {
    const [{ perSecond, cpuUs }, theirs] = [rates.get(own)!, rates.get(other)!];
    const slower = times(delays.get(own)?.p99, delays.get(other)?.p99);
    console.log(
      `${own} against ${other}: ${times(perSecond, theirs.perSecond)} the messages, ${times(cpuUs, theirs.cpuUs)} the CPU of each, ${slower} the p99.`,
    );
  }
  const [stored, relayed] = [rates.get("conversation")?.cpuUs ?? NaN, rates.get("room chat")?.cpuUs ?? NaN];
  console.log(`Sealing and storing cost ${((stored - relayed) / 1000).toFixed(2)} ms of CPU on top of room chat.\n`);
}

async function compareIdle(names: string[]): Promise<void> {
  const idle = await compare(ROUNDS, names, async (name) => {
    const [file, open] = openers[name]!;
    const relay = await startRelay(file, SIGNED_IN);
    const measured = await measureIdle(relay, open);
    await relay.stop();
    return measured;
  });
  print("idle", "connects/s", "kB held", "kB resident", "held, 1,000", "resident, 1,000");
  for (const [name, { connects, ...kb }] of idle) {
    const weights = [kb.heldKb, kb.residentKb, kb.heldKbOfSome, kb.residentKbOfSome];
    print(name, connects.toFixed(0), ...weights.map((weight) => weight.toFixed(1)));
  }
  const own = idle.get("HealSpace");
  for (const other of ["bare ws", "Socket.IO"]) {
    const theirs = idle.get(other);
    console.log(
      `HealSpace against ${other}: ${times(own?.heldKb, theirs?.heldKb)} held, ${times(own?.residentKb, theirs?.residentKb)} resident, of 1,000 ${times(own?.heldKbOfSome, theirs?.heldKbOfSome)} and ${times(own?.residentKbOfSome, theirs?.residentKbOfSome)}, ${times(own?.connects, theirs?.connects)} of the connects.`,
    );
  }
}

function pairsOf(ones: string[], others: string[]): [string, string][] {
  return ones.flatMap((one) => others.map((other): [string, string] => [one, other]));
}

function times(one = NaN, other = NaN): string {
  return (one / other).toFixed(2);
}

function print(name: string, ...columns: string[]): void {
  console.log(name.padEnd(14) + columns.map((column) => column.padStart(16)).join(""));
}
