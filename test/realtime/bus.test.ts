import { expect } from "chai";
import { connect } from "node:net";
import { pino } from "pino";
import type { Person } from "../../src/access/permissions.js";
import { PERSON_RATES } from "../../src/protocol/limits.js";
import type { ServerMessage } from "../../src/protocol/messages.js";
import type { Bus } from "../../src/realtime/bus.js";
import { createMemoryBus } from "../../src/realtime/memory-bus.js";
import { createPersonAllowances } from "../../src/realtime/person-allowances.js";
import { createRedisBus } from "../../src/realtime/redis-bus.js";
import { createRooms, type Member } from "../../src/realtime/rooms.js";
import type { Listeners } from "../../src/realtime/listeners.js";
import { createSecrets } from "../../src/platform/secrets.js";
import { hasRedis, RedisServer } from "../support/redis-server.js";
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
      const seen = await listenIn(redis.url);
      stranger.publish("conversation.unread", { personId: "made up" });
      sender.publish("conversation.unread", { personId: "secret words" });
      await until("it to arrive", () => heard.length > 0);
      expect(heard).to.deep.equal(["secret words"]);
      expect(seen()).to.include("healspace").and.not.include("secret");
      for (const bus of [sender, receiver, stranger]) bus.close();
    });

    it("says when it is back after an interruption, and works again", async () => {
      const [sender, receiver] = await Promise.all([overRedis(), overRedis()]);
      const back = new Promise<void>((resolve) => receiver.whenBack(resolve));
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

  it("carries what a room is told to its members elsewhere, but for the excepted", async () => {
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

  it("lets nobody send more by spreading over processes", async () => {
    const [here, there] = [await process(), await process()].map((bus) => createPersonAllowances(() => 0, bus));
    expect(here!.take("kim", "message", PERSON_RATES.message.burst)).to.equal(true);
    expect(there!.take("kim", "message")).to.equal(true);
    here!.settle();
    await until("the others to know", () => !there!.take("kim", "message"));
    expect(there!.take("ana", "message")).to.equal(true);
  });
}

async function overRedis(letter = "a"): Promise<Bus> {
  const bus = createRedisBus(redis.url, { secrets: secretsOf(letter), log });
  await soon("the bus to work", new Promise<void>((resolve) => bus.whenBack(resolve)));
  return bus;
}

function member(id: string, received: string[]): Member {
  return { actor: { id } as Person, send: ({ type }: ServerMessage) => received.push(`${id} ${type}`) };
}

/** Subscribes by hand, and returns what has come. */
async function listenIn(url: string): Promise<() => string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  let seen = "";
  socket.on("data", (data) => (seen += data.toString("latin1"))).unref();
  socket.write("SUBSCRIBE healspace\r\n");
  await until("the subscription", () => seen.includes("subscribe"));
  return () => seen;
}
