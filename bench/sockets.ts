/**
 * What a message costs: HealSpace's session room, with login session, policy, rate limit and schema, beside a bare `ws` relay and
 * Socket.IO, each in a process of its own, in turn, medians. Then what sealing and storing cost on top, memory, and connecting.
 */
import { compare } from "./relays/compare.js";
import { openBare, openConversation, openIdleLine, openRoomChat, openSocketIo, type OpenLine } from "./relays/lines.js";
import { measureDelay, measureIdle, measureRate } from "./relays/measure.js";
import { startRelay, type Relay } from "./relays/relay.js";

const PEOPLE = 100;
const ROUNDS = 5;
const IDLE_ROUNDS = 3;

const openers: Record<string, [file: string, open: OpenLine]> = {
  "bare ws": ["bare-ws", openBare],
  "Socket.IO": ["socket-io", openSocketIo],
  "session room": ["healspace", openRoomChat],
  conversation: ["healspace", openConversation],
  HealSpace: ["healspace", openIdleLine],
};

await compareMessages(["bare ws", "Socket.IO", "session room", "conversation"]);
await compareIdle(["bare ws", "Socket.IO", "HealSpace"]);

async function compareMessages(names: string[]): Promise<void> {
  const relays = new Map<string, Relay>();
  for (const name of names) relays.set(name, await startRelay(openers[name]![0], PEOPLE));
  const open = (name: string): [Relay, OpenLine, number] => [relays.get(name)!, openers[name]![1], PEOPLE];
  await compare(1, names, (name) => measureRate(...open(name)));
  const rates = await compare(ROUNDS, names, (name) => measureRate(...open(name)));
  const rateOf = (name: string): number => rates.get(name)?.perSecond ?? NaN;
  // The relays at the same load, or the quicker would be asked for more.
  const half = (name: string): number => rateOf(name === "conversation" ? name : "Socket.IO") / 2;
  const delays = await compare(ROUNDS, names, (name) => measureDelay(...open(name), half(name)));
  for (const relay of relays.values()) await relay.stop();

  print("messages", "per second", "CPU µs each", "p50 ms", "p99 ms");
  for (const name of names) {
    const [{ perSecond, cpuUs }, { p50, p99 }] = [rates.get(name)!, delays.get(name)!];
    print(name, perSecond.toFixed(0), cpuUs.toFixed(1), p50.toFixed(2), p99.toFixed(2));
  }
  console.log("Until acknowledged: relays at half of what Socket.IO takes, the conversation at half of what it takes.");
  const room = rates.get("session room");
  for (const name of ["bare ws", "Socket.IO"]) {
    const [rate, delay] = [rates.get(name), delays.get(name)];
    const slower = times(delays.get("session room")?.p99, delay?.p99);
    console.log(
      `Session room against ${name}: ${times(room?.perSecond, rate?.perSecond)} the messages, ${times(room?.cpuUs, rate?.cpuUs)} the CPU of each, ${slower} the p99.`,
    );
  }
  const [stored, relayed] = [rates.get("conversation")?.cpuUs ?? NaN, room?.cpuUs ?? NaN];
  console.log(`Sealing and storing cost ${((stored - relayed) / 1000).toFixed(2)} ms of CPU on top.\n`);
}

async function compareIdle(names: string[]): Promise<void> {
  const idle = await compare(IDLE_ROUNDS, names, async (name) => {
    const [file, open] = openers[name]!;
    const relay = await startRelay(file, PEOPLE);
    const measured = await measureIdle(relay, open, PEOPLE);
    await relay.stop();
    return measured;
  });
  print("10,000 idle", "connects/s", "kB held", "kB resident");
  for (const [name, { connects, heldKb, residentKb }] of idle) {
    print(name, connects.toFixed(0), heldKb.toFixed(1), residentKb.toFixed(1));
  }
  const [own, theirs] = [idle.get("HealSpace"), idle.get("Socket.IO")];
  console.log(
    `HealSpace against Socket.IO: ${times(own?.heldKb, theirs?.heldKb)} held, ${times(own?.residentKb, theirs?.residentKb)} resident, ${times(own?.connects, theirs?.connects)} of the connects.`,
  );
}

function times(one = NaN, other = NaN): string {
  return (one / other).toFixed(2);
}

function print(name: string, ...columns: string[]): void {
  console.log(name.padEnd(14) + columns.map((column) => column.padStart(14)).join(""));
}
