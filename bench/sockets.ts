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
import { measureIdle } from "./relays/measure-idle.js";
import {
  measureMessages,
  PEOPLE,
  printRatios,
  times,
  type Contender,
  type Messages,
} from "./relays/measure-messages.js";
import { pin } from "./relays/pin.js";
import { print } from "./relays/print.js";
import { startRelay } from "./relays/relay.js";

const CORE = 0;
/** HealSpace allows thirty sockets for each person. */
const SIGNED_IN = 400;
const IDLE_ROUNDS = 3;

const alone = (file: string, open: OpenLine): Contender => ({ start: () => startRelay(file, PEOPLE), open });
const others = { "bare ws": alone("bare-ws", openBare), "Socket.IO": alone("socket-io", openSocketIo) };
const idlers: Record<string, [file: string, open: OpenLine]> = {
  "bare ws": ["bare-ws", openBare],
  "Socket.IO": ["socket-io", openSocketIo],
  HealSpace: ["healspace", openIdleLine],
};

pin(process.pid, CORE);
await compareMessages();
await compareIdle(Object.keys(idlers));

async function compareMessages(): Promise<void> {
  print(`${PEOPLE / 2} pairs`, "messages/s", "CPU µs each", "p50 ms", "p99 ms", "p99 later");
  const chat = await compareOwn("room chat", openRoomChat);
  await compareOwn("signalling", openSignals);
  const conversation = (await measureMessages({ conversation: alone("healspace", openConversation) })).get(
    "conversation",
  );
  const onTop = ((conversation?.cpuUs ?? NaN) - chat.cpuUs) / 1000;
  console.log(`Encrypting and storing costs ${onTop.toFixed(2)} ms of CPU on top of room chat.\n`);
}

async function compareOwn(name: string, open: OpenLine): Promise<Messages> {
  const measured = await measureMessages({ ...others, [name]: alone("healspace", open) });
  printRatios(measured, name, Object.keys(others));
  return measured.get(name)!;
}

async function compareIdle(names: string[]): Promise<void> {
  const idle = await compare(IDLE_ROUNDS, names, async (name) => {
    const [file, open] = idlers[name]!;
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
    const ratios = [
      `${times(own?.heldKb, theirs?.heldKb)} held`,
      `${times(own?.residentKb, theirs?.residentKb)} resident`,
      `of 1,000 ${times(own?.heldKbOfSome, theirs?.heldKbOfSome)} and ${times(own?.residentKbOfSome, theirs?.residentKbOfSome)}`,
      `${times(own?.connects, theirs?.connects)} of the connects`,
    ];
    console.log(`HealSpace against ${other}: ${ratios.join(", ")}.`);
  }
}
