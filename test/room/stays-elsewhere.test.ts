import { expect } from "chai";
import { mock } from "node:test";
import type { Person } from "../../src/access/permissions.js";
import type { Bus } from "../../src/realtime/bus.js";
import type { Listeners } from "../../src/realtime/listeners.js";
import { createMemoryBus } from "../../src/realtime/memory-bus.js";
import type { Member } from "../../src/realtime/rooms.js";
import { RoomPresence, type Stay } from "../../src/room/room-presence.js";
import { StaysElsewhere } from "../../src/room/stays-elsewhere-socket.js";

const ROOM = "an appointment";

/** One process, as far as its rooms go. */
interface Process {
  bus: Bus;
  presence: RoomPresence<Member>;
  stays: StaysElsewhere;
  /** How often its pages were told of a change. */
  told: number;
}

describe("Stays at another process", () => {
  let all: Set<Listeners>;
  let here: Process;
  let there: Process;
  let ana: Stay<Member>;

  beforeEach(async () => {
    mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
    mock.method(performance, "now", () => now);
    all = new Set();
    [here, there] = [start(), start()];
    ana = stayOf("ana", "link-1");
    there.presence.enter(ana, new Date(8.64e15));
    there.stays.tell(ana, false);
    await delivered();
    expect(isHere()).to.equal(true);
  });
  afterEach(() => {
    for (const { bus } of [here, there]) bus.close();
    mock.timers.reset();
    mock.restoreAll();
  });

  let now = 0;
  /** Lets that much time go by, with everything that is told in it. */
  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 1000) {
      now += 1000;
      mock.timers.tick(1000);
      await delivered();
    }
  }

  function start(): Process {
    const bus = createMemoryBus(all);
    const presence = new RoomPresence<Member>();
    const process = { bus, presence, told: 0 } as Process;
    process.stays = new StaysElsewhere(bus, presence, {
      replaced: () => undefined,
      met: () => undefined,
      changed: () => Promise.resolve(void (process.told += 1)),
    });
    return process;
  }

  const isHere = (): boolean => here.presence.here(ROOM).counsellor !== null;

  it("last while it runs", async () => {
    await pass(60_000);
    expect(isHere()).to.equal(true);
  });

  it("are over, and pages are told, within twenty seconds after it was killed", async () => {
    there.bus.close();
    here.told = 0;
    await pass(14_000);
    expect([isHere(), here.told]).to.deep.equal([true, 0]);
    await pass(6000);
    expect([isHere(), here.told]).to.deep.equal([false, 1]);
  });

  it("end within five seconds even if the news of their end was lost", async () => {
    there.presence.leave(ana);
    await pass(5000);
    expect(isHere()).to.equal(false);
  });

  it("are asked for within five seconds if the news of their beginning was lost", async () => {
    here.presence.leave(here.presence.elsewhere()[0]!);
    expect(isHere()).to.equal(false);
    await pass(5000);
    expect(isHere()).to.equal(true);
  });

  it("are known again after it was stopped for a while", async () => {
    const listening = [...all];
    all.clear();
    await pass(25_000);
    expect(isHere()).to.equal(false);
    for (const one of listening) all.add(one);
    await pass(6000);
    expect(isHere()).to.equal(true);
  });
});

function stayOf(name: string, link: string): Stay<Member> {
  const visit = { visit: `visit-of-${name}`, arrival: "one-arrival", link, name, microphone: true, camera: true };
  const connection = { actor: { id: name } as Person, send: () => undefined };
  return { connection, appointmentId: ROOM, party: "counsellor", visit, joining: null, order: 1, end: () => undefined };
}

/** The memory bus passes news on in microtasks. */
async function delivered(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
