import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { CLOSE } from "../../src/protocol/limits.js";
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

  async function open(site: TestSite, person: TestPerson): Promise<TestSocket> {
    const socket = await TestSocket.of(await signedIn(site, person));
    sockets.push(socket);
    return socket;
  }

  async function joined(site: TestSite, person: TestPerson, visit: string): Promise<TestSocket> {
    const socket = await open(site, person);
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
    counsellor.send({ type: "room.signal", call: "call-number-1", description: { type: "offer", sdp: "v=0" } });
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

  it("let a conversation go on between them, and count what is unread", async () => {
    const conversation = await ConversationModel.findOne({ clientId: kim.id }).orFail().lean();
    const conversationId = String(conversation._id);
    const [asKim, asAna] = [await open(sites[0], kim), await open(sites[1], ana)];
    for (const socket of [asKim, asAna]) {
      socket.send({ type: "conversation.count" });
      expect((await socket.next("conversation.unread")).count).to.equal(0);
      socket.send({ type: "conversation.open", conversationId, after: 0 });
      await socket.next("conversation.messages");
    }
    asKim.send({ type: "conversation.typing", conversationId });
    await asAna.next("conversation.typing");
    asKim.send({ type: "conversation.send", conversationId, clientId: "message-number-1", text: "I am on my way." });
    const { seq, html } = await asAna.next("conversation.message");
    expect(html).to.include("I am on my way.");
    expect((await asAna.next("conversation.unread")).count).to.equal(1);
    asAna.send({ type: "conversation.read", conversationId, upTo: seq });
    expect((await asKim.next("conversation.read")).upTo).to.equal(seq);
  });

  it("close the sockets of an ended login at both", async () => {
    const reader = await signedIn(sites[0], kim);
    const elsewhere = await TestSocket.open(sites[1].url, { cookie: reader.cookieHeader });
    await reader.post("/sign-out", {});
    expect(await elsewhere.closed()).to.equal(CLOSE.signedOut);
  });

  it("apply a deadline once", async () => {
    const historyNow = async () => (await AppointmentModel.findById(appointmentId).orFail().lean()).history;
    const before = await historyNow();
    for (const { clock } of sites) clock.moveTo("2026-11-24T12:00:00Z");
    await Promise.all([...sites, ...sites].map((site) => site.sweep()));
    expect(await historyNow()).to.have.length(before.length + 1);
  });

  it("connect pages again once Redis is back, so that they ask for what they missed", async () => {
    const socket = await open(sites[1], ana);
    await redis.stop();
    await redis.start();
    expect(await socket.closed()).to.equal(CLOSE.restarting);
    await until("both to be connected", () => sites.every(({ services }) => services.bus.isWorking));
  });
});
