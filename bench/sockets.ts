/**
 * Compares room chat and signalling, with login session, policy, rate limit and schema, with a bare `ws` relay and Socket.IO: each
 * in its own process, by turns, as medians. Then measures the cost of encrypting and storing a message, memory, and connecting, for
 * which only HealSpace reads a login session. Relay and load have a core each; every relay gets the same load.
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
import { openLoad, type Delay, type Load, type Rate } from "./relays/load.js";
import { measureIdle } from "./relays/measure-idle.js";
import { pin } from "./relays/pin.js";
import { startRelay, type Relay } from "./relays/relay.js";

const CORE = 0;
const PEOPLE = 1000;
/** HealSpace allows thirty sockets for each person. */
const SIGNED_IN = 400;
const ROUNDS = 7;
const IDLE_ROUNDS = 3;

type Messages = Rate & Delay & { p99Later: number };

const openers: Record<string, [file: string, open: OpenLine]> = {
  "bare ws": ["bare-ws", openBare],
  "Socket.IO": ["socket-io", openSocketIo],
  "room chat": ["healspace", openRoomChat],
  signalling: ["healspace", openSignals],
  conversation: ["healspace", openConversation],
  HealSpace: ["healspace", openIdleLine],
};

pin(process.pid, CORE);
await compareMessages();
await compareIdle(["bare ws", "Socket.IO", "HealSpace"]);

async function compareMessages(): Promise<void> {
  print(`${PEOPLE / 2} pairs`, "messages/s", "CPU µs each", "p50 ms", "p99 ms", "p99 later");
  const chat = await compareOwn("room chat");
  await compareOwn("signalling");
  const conversation = (await measureMessages(["conversation"])).get("conversation");
  const onTop = ((conversation?.cpuUs ?? NaN) - chat.cpuUs) / 1000;
  console.log(`Encrypting and storing costs ${onTop.toFixed(2)} ms of CPU on top of room chat.\n`);
}

async function compareOwn(name: string): Promise<Messages> {
  const others = ["bare ws", "Socket.IO"];
  const measured = await measureMessages([...others, name]);
  const own = measured.get(name)!;
  for (const other of others) {
    const { perSecond, cpuUs, p99 } = measured.get(other)!;
    console.log(
      `${name} against ${other}: ${times(own.perSecond, perSecond)} the messages, ${times(own.cpuUs, cpuUs)} the CPU of each, ${times(own.p99, p99)} the p99.`,
    );
  }
  return own;
}

/**
 * Latency is until acknowledgement, for signals until arrival, at half the maximum throughput: first on freshly started relays,
 * whose sockets have been idle, as most are, then again ("later") right after saturation.
 */
async function measureMessages(names: string[]): Promise<Map<string, Messages>> {
  const delaysAtHalf = (loads: Map<string, Load>, rates: Map<string, Rate>): Promise<Map<string, Delay>> =>
    compare(ROUNDS, names, (name) => loads.get(name)!.delay(rates.get(name)!.perSecond / 2));
  const { rates, later } = await withLoads(names, async (loads) => {
    const rates = await compare(ROUNDS, names, (name) => loads.get(name)!.rate());
    return { rates, later: await delaysAtHalf(loads, rates) };
  });
  const delays = await withLoads(names, (loads) => delaysAtHalf(loads, rates));
  const measured = new Map<string, Messages>();
  for (const name of names) {
    const all = { ...rates.get(name)!, ...delays.get(name)!, p99Later: later.get(name)!.p99 };
    measured.set(name, all);
    const ms = [all.p50, all.p99, all.p99Later].map((value) => value.toFixed(2));
    print(name, all.perSecond.toFixed(0), all.cpuUs.toFixed(1), ...ms);
  }
  return measured;
}

async function withLoads<T>(names: string[], measure: (loads: Map<string, Load>) => Promise<T>): Promise<T> {
  const relays: Relay[] = [];
  const loads = new Map<string, Load>();
  for (const name of names) {
    const [file, open] = openers[name]!;
    const relay = await startRelay(file, PEOPLE);
    relays.push(relay);
    loads.set(name, await openLoad(relay, open, PEOPLE));
  }
  const measured = await measure(loads);
  for (const load of loads.values()) await load.close();
  for (const relay of relays) await relay.stop();
  return measured;
}

async function compareIdle(names: string[]): Promise<void> {
  const idle = await compare(IDLE_ROUNDS, names, async (name) => {
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

function times(one = NaN, other = NaN): string {
  return (one / other).toFixed(2);
}

function print(name: string, ...columns: string[]): void {
  console.log(name.padEnd(14) + columns.map((column) => column.padStart(16)).join(""));
}
