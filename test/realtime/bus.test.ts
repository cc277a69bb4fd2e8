import { createClient } from "@redis/client";
import { expect } from "chai";
import { mock } from "node:test";
import { setImmediate as endOfTurn } from "node:timers/promises";
import { pino } from "pino";
import type { Person } from "../../src/access/permissions.js";
import { PERSON_RATES } from "../../src/protocol/limits.js";
import type { ServerMessage } from "../../src/protocol/messages.js";
import type { Bus } from "../../src/realtime/bus.js";
import { createMemoryBus } from "../../src/realtime/memory-bus.js";
import { createPersonAllowances } from "../../src/realtime/person-allowances.js";
import { reconnectAfterLoss } from "../../src/realtime/reconnect-after-loss.js";
import { createRedisBus, pauseBefore } from "../../src/realtime/redis-bus.js";
import { createRooms, type Member } from "../../src/realtime/rooms.js";
import type { Listeners } from "../../src/realtime/listeners.js";
import { createSecrets } from "../../src/platform/secrets.js";
import { untilInTouch } from "../../src/realtime/until-in-touch.js";
import { freePort, hasRedis, RedisServer } from "../support/redis-server.js";
import { RoundRobin } from "../support/round-robin.js";
import { SecureRedis } from "../support/secure-redis.js";
import { soon, until } from "../support/soon.js";

const secretsOf = (letter: string) => createSecrets([{ id: "test", key: Buffer.alloc(32, letter) }]);
const log = pino({ level: "silent" });
const redis = new RedisServer();

describe("What processes tell each other", () => {
  describe("in memory", () => {
    const all = new Set<Listeners>();
    contract(() => Promise.resolve(createMemoryBus(all)));
  });

  describe(hasRedis() ? "over Redis" : "over Redis (skipped: redis-server is not installed)", () => {
    before(async function () {
      if (!hasRedis()) return this.skip();
      await redis.start();
    });
    after(() => redis.stop());
    contract(() => overRedis());

    it("cannot be read or made up by whoever runs Redis", async () => {
      const [sender, receiver, stranger] = await Promise.all([overRedis(), overRedis(), overRedis("b")]);
      const heard: string[] = [];
      receiver.on("conversation.unread", ({ personId }) => heard.push(personId));
      const crossing = await listenIn(redis.url);
      stranger.publish("conversation.unread", { personId: "made up" });
      sender.publish("conversation.unread", { personId: "secret words" });
      await until("it to arrive", () => heard.length > 0);
      expect(heard).to.deep.equal(["secret words"]);
      await until("both to cross Redis", () => crossing.seen.length >= 2);
      expect(crossing.seen).to.have.length(2);
      for (const box of crossing.seen) expect(box).to.not.match(/made up|secret|conversation|personId|from|published/);
      crossing.stop();
      for (const bus of [sender, receiver, stranger]) bus.close();
    });

    it("says when it is back after an interruption, and works again", async () => {
      const [sender, receiver] = await Promise.all([overRedis(), overRedis()]);
      const back = Promise.all([1, 2].map(() => new Promise<void>((resolve) => receiver.whenBack(resolve))));
      await redis.stop();
      await until("both to notice", () => !sender.isWorking && !receiver.isWorking);
      sender.publish("conversation.unread", { personId: "lost" });
      await redis.start();
      await soon("the bus to be back", back);
      await until("the sender too", () => sender.isWorking);
      const heard = new Promise<string>((resolve) => receiver.on("conversation.unread", (n) => resolve(n.personId)));
      sender.publish("conversation.unread", { personId: "after" });
      expect(await soon("news", heard)).to.equal("after");
      for (const bus of [sender, receiver]) bus.close();
    });

    it("tells the others that they missed news of a process that was cut off alone", async () => {
      const line = await RoundRobin.start([redis.url]);
      const other = await overRedis();
      const heard: string[] = [];
      other.on("news.lost", () => heard.push("lost"));
      other.on("conversation.unread", ({ personId }) => heard.push(personId));
      const cutOff = await overRedis("a", line.url.replace("http", "redis"));
      cutOff.publish("conversation.unread", { personId: "at first" });
      await until("news", () => heard.includes("at first"));
      let after = 0;
      for (const moment of ["before it notices", "after it has noticed", "never"]) {
        const lost = new Promise<void>((resolve) => cutOff.whenLost(resolve));
        const back = new Promise<void>((resolve) => cutOff.whenBack(resolve));
        line.cutAll();
        if (moment === "before it notices") cutOff.publish("conversation.unread", { personId: "missed" });
        await soon("it to notice", lost);
        if (moment === "after it has noticed") cutOff.publish("conversation.unread", { personId: "missed" });
        await soon("it to be back", back);
        cutOff.publish("conversation.unread", { personId: `after ${(after += 1)}` });
        await until("news", () => heard.includes(`after ${after}`));
      }
      expect(heard).to.deep.equal(["at first", "lost", "after 1", "lost", "after 2", "after 3"]);
      expect(other.isWorking).to.equal(true);
      for (const bus of [cutOff, other]) bus.close();
      await line.stop();
    });

    it("notices within five seconds that a Redis keeps its connections and passes nothing on", async () => {
      mock.timers.enable({ apis: ["setInterval"] });
      try {
        const bus = await overRedis();
        let [lost, back] = [0, 0];
        for (let jobs = 0; jobs < 2; jobs += 1) bus.whenLost(() => (lost += 1));
        bus.whenBack(() => (back += 1));
        redis.freeze();
        mock.timers.tick(4999);
        expect([bus.isWorking, lost], "a beat may be late").to.deep.equal([true, 0]);
        mock.timers.tick(1);
        expect([bus.isWorking, lost]).to.deep.equal([false, 2]);
        redis.thaw();
        await until("the bus to be back", () => (mock.timers.tick(1000), bus.isWorking));
        expect(back).to.equal(1);
        bus.close();
      } finally {
        mock.timers.reset();
      }
    });

    it("connects by TLS to a server whose certificate the process trusts, and to no other", async function () {
      const secure = await SecureRedis.start();
      if (typeof secure === "string") return skip(this, secure);
      try {
        const trusting = { NODE_EXTRA_CA_CERTS: secure.certificate };
        const answers = await Promise.all([trusting, {}].map((environment) => secure.connects(environment)));
        expect(answers).to.deep.equal(["works", "lost"]);
      } finally {
        await secure.stop();
      }
    });
  });
});

describe("A process that lost Redis", () => {
  it("logs why once, and nothing of its address", async () => {
    let logged = "";
    const log = pino({}, { write: (line: string) => (logged += line) });
    const port = await freePort();
    const bus = createRedisBus(`redis://kim:hunter2@127.0.0.1:${port}`, { secrets: secretsOf("a"), log });
    await soon("it to notice", new Promise<void>((resolve) => bus.whenLost(resolve)));
    bus.close();
    expect(logged)
      .to.include('"code":"ECONNREFUSED"')
      .and.not.match(new RegExp(`hunter2|127\\.0\\.0\\.1|${port}`));
  });

  it("tries again soon, then once a second", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 1000].map(pauseBefore)).to.deep.equal([50, 100, 200, 400, 800, 1000, 1000, 1000]);
  });
});

describe("The start of a process", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("waits for news from the others to arrive, for three seconds at most", async () => {
    const backJobs: (() => void)[] = [];
    const bus = { ...createMemoryBus(), isWorking: false, whenBack: (job: () => void) => void backJobs.push(job) };
    let started = 0;
    const starts = [0, 1].map(() => untilInTouch(bus).then(() => (started += 1)));
    backJobs[0]!();
    await starts[0];
    mock.timers.tick(2999);
    await Promise.resolve();
    expect(started).to.equal(1);
    mock.timers.tick(1);
    await starts[1];
    expect(started).to.equal(2);
    void untilInTouch(createMemoryBus()).then(() => (started += 1));
    await endOfTurn();
    expect(started, "at once where it does").to.equal(3);
  });
});

describe("Pages after an interruption", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
  afterEach(() => mock.timers.reset());

  it("connect again once, a second after the last process is back", () => {
    const jobs = new Map<string, () => void>();
    const note = (when: string) => (job: () => void) => void jobs.set(when, job);
    const on = (topic: string, hear: () => void): void => void jobs.set(topic, hear);
    const bus = { ...createMemoryBus(), whenLost: note("lost"), whenBack: note("back"), on: on as Bus["on"] };
    const told: string[] = [];
    const closeAll = (): void => void told.push("connect again");
    const tellDelayed = (): void => void told.push("delayed");
    reconnectAfterLoss(bus, { count: () => 0, closeLogins: () => undefined, closeAll, tellDelayed });
    jobs.get("lost")!();
    expect(told).to.deep.equal(["delayed"]);
    for (const back of ["back", "news.lost", "back"]) {
      jobs.get(back)!();
      mock.timers.tick(999);
      expect(told).to.deep.equal(["delayed"]);
    }
    mock.timers.tick(1);
    expect(told).to.deep.equal(["delayed", "connect again"]);
    mock.timers.tick(10_000);
    expect(told).to.have.length(2);
  });
});

describe("A room", () => {
  it("says that everyone was sent a message of their own once that holds", async () => {
    const rooms = createRooms();
    const received: string[] = [];
    for (const id of ["kim", "ana", "lee"]) rooms.join(member(id, received), "a room");
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const told = rooms
      .tellEachHere("a room", async ({ actor }) => {
        if (actor.id !== "kim") await held;
        return { type: "room.typing" };
      })
      .then(() => received.push("all are told"));
    await endOfTurn();
    goOn();
    await told;
    expect(received).to.deep.equal(["kim room.typing", "ana room.typing", "lee room.typing", "all are told"]);
  });
});

/** What holds for every bus. */
function contract(join: () => Promise<Bus>): void {
  const buses: Bus[] = [];
  const process = async (): Promise<Bus> => {
    const bus = await join();
    buses.push(bus);
    return bus;
  };
  afterEach(() => buses.splice(0).forEach((bus) => bus.close()));

  it("reaches all others once, in order, and not the sender", async () => {
    const [first, second, third] = [await process(), await process(), await process()];
    const heard: string[] = [];
    for (const [name, bus] of Object.entries({ first, second, third })) {
      bus.on("conversation.unread", ({ personId }) => heard.push(`${name} ${personId}`));
    }
    for (let number = 1; number <= 3; number += 1) first.publish("conversation.unread", { personId: String(number) });
    await until("all to arrive", () => heard.length >= 6);
    expect(heard.filter((one) => one.startsWith("second"))).to.deep.equal(["second 1", "second 2", "second 3"]);
    expect(heard.filter((one) => one.startsWith("third"))).to.deep.equal(["third 1", "third 2", "third 3"]);
    expect(heard).to.have.length(6);
  });

  it("carries what a room is told to its members elsewhere, except to those left out", async () => {
    const [here, there] = [createRooms(await process()), createRooms(await process())];
    const received: string[] = [];
    here.join(member("kim", received), "a room");
    there.join(member("kim", received), "a room");
    there.join(member("ana", received), "a room");
    there.join(member("eve", received), "another room");
    here.tell("a room", { type: "room.typing" }, { except: "kim" });
    here.tell("a room", { type: "room.left", party: "client" }, { only: "kim" });
    await until("all to arrive", () => received.length >= 3);
    expect(received).to.have.members(["ana room.typing", "kim room.left", "kim room.left"]);
  });

  it("calls what is to be done every five seconds, until it is closed", async () => {
    mock.timers.enable({ apis: ["setInterval"] });
    try {
      const bus = await join();
      let called = 0;
      bus.everyFiveSeconds(() => (called += 1));
      mock.timers.tick(4999);
      expect(called).to.equal(0);
      mock.timers.tick(5001);
      expect(called).to.equal(2);
      bus.close();
      mock.timers.tick(10_000);
      expect(called).to.equal(2);
    } finally {
      mock.timers.reset();
    }
  });

  it("lets nobody send more by spreading over processes", async () => {
    const [here, there] = [await process(), await process()].map((bus) => createPersonAllowances(() => 0, bus));
    const half = PERSON_RATES.bytes.burst / 2;
    expect(here!.take("kim", "message", PERSON_RATES.message.burst)).to.equal(true);
    for (const part of [half - 100, 100]) expect(here!.take("kim", "bytes", part)).to.equal(true);
    expect(there!.take("kim", "message")).to.equal(true);
    here!.settle();
    await until("the others to know", () => !there!.take("kim", "message"));
    expect(there!.take("ana", "message")).to.equal(true);
    expect(there!.take("kim", "bytes", half + 1)).to.equal(false);
    expect(there!.take("kim", "bytes", half), "and no less than what is left").to.equal(true);
  });
}

function skip(test: Mocha.Context, reason: string): void {
  test.test!.title += ` (skipped: ${reason})`;
  test.skip();
}

async function overRedis(letter = "a", url = redis.url): Promise<Bus> {
  const bus = createRedisBus(url, { secrets: secretsOf(letter), log });
  await soon("the bus to work", new Promise<void>((resolve) => bus.whenBack(resolve)));
  return bus;
}

function member(id: string, received: string[]): Member {
  return { actor: { id } as Person, send: ({ type }: ServerMessage) => received.push(`${id} ${type}`) };
}

/** Subscribes as someone without a key, and keeps what crosses the channel that all processes of a site share. */
async function listenIn(url: string): Promise<{ seen: string[]; stop(): void }> {
  const client = createClient({ url });
  await client.connect();
  const seen: string[] = [];
  await client.subscribe("healspace", (box) => seen.push(box.toString("latin1")), true);
  return { seen, stop: () => client.destroy() };
}
