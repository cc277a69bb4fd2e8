import { expect } from "chai";
import { mock } from "node:test";
import type { Person } from "../../src/access/permissions.js";
import type { ServerMessage } from "../../src/protocol/messages.js";
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
  /** Whose call can begin, because the other person is there now. */
  met: string[];
  /** Whose stay here another one replaced. */
  replaced: string[];
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
    sent.length = 0;
    [here, there] = [start(), start()];
    ana = stayOf("ana", "link-1");
    await enter(there, ana);
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
    const process = { bus, presence, told: 0, met: [], replaced: [] } as unknown as Process;
    process.stays = new StaysElsewhere(bus, presence, {
      replaced: ({ visit }) => void process.replaced.push(visit.link),
      met: ({ visit }) => void process.met.push(visit.name),
      changed: () => Promise.resolve(void (process.told += 1)),
    });
    return process;
  }

  async function enter({ presence, stays }: Process, stay: Stay<Member>): Promise<void> {
    presence.enter(stay, new Date(8.64e15));
    await tell(stays, stay, false);
  }
  async function tell(stays: StaysElsewhere, stay: Stay<Member>, meets: boolean): Promise<void> {
    stays.tell(stay, meets);
    await delivered();
  }

  const isHere = (): boolean => here.presence.here(ROOM).counsellor !== null;

  it("last while it runs, without a gap", async () => {
    here.told = 0;
    for (let seconds = 0; seconds < 60; seconds += 1) {
      await pass(1000);
      expect([isHere(), here.told], `after ${seconds} seconds`).to.deep.equal([true, 0]);
    }
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
    here.told = 0;
    await pass(5000);
    expect([isHere(), here.told]).to.deep.equal([false, 1]);
  });

  it("are over at once when their process says so, and pages are told when they have had time to come back", async () => {
    there.stays.tellOver(stayOf("ana", "an earlier link"));
    await delivered();
    expect(isHere()).to.equal(true);
    there.presence.leave(ana);
    there.stays.tellOver(ana);
    await delivered();
    expect(isHere()).to.equal(false);
    here.told = 0;
    await pass(14_000);
    expect(here.told).to.equal(0);
    await pass(1000);
    expect(here.told).to.equal(1);
  });

  it("are asked for within five seconds if the news of their beginning was lost", async () => {
    here.presence.leave(here.presence.elsewhere()[0]!);
    expect(isHere()).to.equal(false);
    here.told = 0;
    await pass(5000);
    expect([isHere(), here.told]).to.deep.equal([true, 1]);
  });

  it("begin the other person's call when they come in and when they join the call, and not whenever they are told of", async () => {
    const kim = stayOf("kim", "link-2", { party: "client" });
    await enter(here, kim);
    expect([here.met, there.met]).to.deep.equal([[], ["ana"]]);
    await tell(here.stays, kim, false);
    expect(there.met).to.deep.equal(["ana"]);
    await tell(here.stays, kim, true);
    expect([here.met, there.met]).to.deep.equal([[], ["ana", "ana"]]);
  });

  it("tell of every change: a microphone that is muted, and who comes by text and then joins the call", async () => {
    ana.visit.byText = true;
    ana.visit.microphone = false;
    await tell(there.stays, ana, false);
    expect(here.presence.here(ROOM).counsellor).to.include({ microphone: false, byText: true });
    delete ana.visit.byText;
    await tell(there.stays, ana, true);
    expect(here.presence.here(ROOM).counsellor?.byText).to.equal(undefined);
  });

  it("end an earlier one of the same person, and not a later one", async () => {
    await enter(here, stayOf("ana", "link-0", { order: 1 }));
    expect([here.replaced, there.replaced]).to.deep.equal([[], ["link-1"]]);
    const stale = stayOf("ana", "link-late", { order: 1 });
    await tell(there.stays, stale, false);
    expect([here.replaced, here.presence.here(ROOM).counsellor?.link]).to.deep.equal([[], "link-0"]);
  });

  it("are sent what is meant for them, but no signals of a call to someone who is there by text", async () => {
    const [elsewhere] = here.presence.elsewhere();
    const pass = async (type: "room.signal" | "room.left"): Promise<void> => {
      elsewhere!.connection.send({ type } as ServerMessage);
      await delivered();
    };
    await pass("room.signal");
    ana.visit.byText = true;
    await pass("room.signal");
    await pass("room.left");
    expect(sent).to.deep.equal(["ana room.signal", "ana room.left"]);
    await enter(there, stayOf("ana", "link-3"));
    await pass("room.left");
    expect(sent, "once another stay has replaced it").to.have.length(2);
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

/** What was sent to whom through a connection to their process. */
const sent: string[] = [];

function stayOf(name: string, link: string, as: Partial<Stay<Member>> = {}): Stay<Member> {
  const visit = { visit: `visit-of-${name}`, arrival: "one-arrival", link, name, microphone: true, camera: true };
  const send = ({ type }: ServerMessage): unknown => sent.push(`${name} ${type}`);
  const own = { connection: { actor: { id: name } as Person, send }, visit, joining: null, order: 1 };
  return { ...own, appointmentId: ROOM, party: "counsellor", end: () => undefined, ...as };
}

/** The memory bus passes news on in microtasks. */
async function delivered(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}
