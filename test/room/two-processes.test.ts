import { expect } from "chai";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { freshDatabaseUri } from "../support/database.js";
import { hasRedis, RedisServer } from "../support/redis-server.js";
import { book } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { until } from "../support/soon.js";
import { TestSocket } from "../realtime/test-socket.js";
import { presenceOf, START } from "./open-room.js";

describe("Two processes with Redis", () => {
  const redis = new RedisServer();
  let sites: [TestSite, TestSite];
  let kim: TestPerson;
  let ana: TestPerson;
  let appointmentId: string;
  const sockets: TestSocket[] = [];

  before(async function () {
    if (!hasRedis()) return this.skip();
    await redis.start();
    const options = { databaseUri: freshDatabaseUri(), environment: { REDIS_URL: redis.url } };
    sites = [await startTestSite(options), await startTestSite(options)];
    await until("both to be connected", () => sites.every(({ services }) => services.bus.isWorking));
    [kim, ana] = [await makeClient({ name: "Kim Weiss" }), await makeCounsellor({ name: "Ana Moreno" })];
    const appointment = await book(sites[0], kim, ana, START);
    appointmentId = String(appointment._id);
    for (const { clock } of sites) clock.moveTo(START);
  });
  afterEach(() => sockets.splice(0).forEach((socket) => socket.cut()));
  after(async () => {
    await sites[1].stop().catch(() => undefined);
    await redis.stop();
  });

  async function joined(site: TestSite, person: TestPerson, visit: string): Promise<TestSocket> {
    const socket = await TestSocket.of(await signedIn(site, person));
    sockets.push(socket);
    const sending = { microphone: true, camera: true };
    socket.send({ type: "room.join", appointmentId, visit, arrival: "one-arrival", ...sending });
    await socket.next("room.joined");
    return socket;
  }

  it("let two people meet, talk and leave", async () => {
    const client = await joined(sites[0], kim, "visit-of-kim");
    const counsellor = await joined(sites[1], ana, "visit-of-ana");
    for (const socket of [client, counsellor]) {
      await presenceOf(socket, ["Kim Weiss", "Ana Moreno"]);
      await socket.next("room.meeting");
    }
    client.send({ type: "room.chat", clientId: "chat-message-0001", text: "Can you hear me?" });
    expect((await counsellor.next("room.chat")).text).to.equal("Can you hear me?");
    counsellor.send({ type: "room.got", clientId: "chat-message-0001" });
    await client.next("room.got");
    counsellor.send({ type: "room.signal", call: "a-call", description: { type: "offer", sdp: "v=0" } });
    expect((await client.next("room.signal")).description?.sdp).to.equal("v=0");
    counsellor.send({ type: "room.leave" });
    expect((await client.next("room.left")).party).to.equal("counsellor");
    await presenceOf(client, ["Kim Weiss"]);
  });

  it("let a page take over from one at the other process", async () => {
    const first = await joined(sites[0], kim, "first-visit-of-kim");
    const second = await joined(sites[1], kim, "second-visit-of-kim");
    await first.next("room.elsewhere");
    await presenceOf(second, ["Kim Weiss"]);
  });
});
