import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { closeConversation } from "../../src/conversations/close-conversation.js";
import { ConversationModel } from "../../src/conversations/conversation-model.js";
import { FREE_TRIES } from "../../src/accounts/tries-rules.js";
import { personRoom } from "../../src/conversations/conversation-rooms.js";
import { CLOSE, PERSON_RATES } from "../../src/protocol/limits.js";
import { saveSettings } from "../../src/site/save-settings.js";
import { DEFAULT_SETTINGS } from "../../src/site/site-rules.js";
import { findText, publishText } from "../../src/site/site-texts.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { freshDatabaseUri } from "../support/database.js";
import { hasRedis, RedisServer } from "../support/redis-server.js";
import { actorOf, book } from "../support/booking.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { until } from "../support/soon.js";
import { TestSocket } from "./test-socket.js";
import { presenceOf, START } from "../room/open-room.js";

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

  it("tell each other who turned their microphone off, and who came from text into the call", async () => {
    const client = await joined(sites[0], kim, "visit-of-kim");
    const counsellor = await joined(sites[1], ana, "visit-of-ana");
    await counsellor.next("room.meeting");
    client.send({ type: "room.sending", microphone: false, camera: false, byText: true });
    for (let isOn: boolean | undefined = true; isOn;)
      isOn = (await counsellor.next("room.presence")).here.client?.microphone;
    client.send({ type: "room.sending", microphone: true, camera: true });
    await counsellor.next("room.meeting");
  });

  it("keep the room open at both when its counsellor extends the session at one of them", async () => {
    const client = await joined(sites[0], kim, "visit-of-kim");
    const counsellor = await joined(sites[1], ana, "visit-of-ana");
    await presenceOf(client, ["Kim Weiss", "Ana Moreno"]);
    counsellor.send({ type: "room.extend", minutes: 10 });
    for (let left = 0; left <= 50 * 60_000;) left = (await client.next("room.presence")).endsInMs;
    for (const { clock } of sites) clock.moveTo("2026-11-24T11:10:00Z");
    client.send({ type: "room.chat", clientId: "chat-message-0002", text: "Still here" });
    expect((await counsellor.next("room.chat")).text).to.equal("Still here");
    for (const { clock } of sites) clock.moveTo(START);
  });

  it("let a page take over from one at the other process", async () => {
    const first = await joined(sites[0], kim, "first-visit-of-kim");
    const second = await joined(sites[1], kim, "second-visit-of-kim");
    await first.next("room.elsewhere");
    await presenceOf(second, ["Kim Weiss"]);
    first.send({ type: "room.watch", appointmentId });
    await presenceOf(first, ["Kim Weiss"]);
    second.send({ type: "room.leave" });
    await presenceOf(first, []);
    expect(first.received, "told once").to.not.deep.include({ type: "room.elsewhere" });
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
    for (const isClosed of [true, false]) {
      await closeConversation(sites[1].services, actorOf(ana, "counsellor"), conversation, isClosed);
      const { html } = await asKim.next("conversation.closed");
      expect(html.includes("closed")).to.equal(isClosed);
    }
  });

  it("close the sockets of an ended login at both", async () => {
    const reader = await signedIn(sites[0], kim);
    const elsewhere = await TestSocket.open(sites[1].url, { cookie: reader.cookieHeader });
    await reader.post("/sign-out", {});
    expect(await elsewhere.closed()).to.equal(CLOSE.signedOut);
    const page = await fetch(`${sites[1].url}/appointments`, {
      headers: { cookie: reader.cookieHeader },
      redirect: "manual",
    });
    expect(page.headers.get("location")).to.match(/^\/sign-in/);
  });

  it("count wrong passwords together, so that nobody guesses more by turning to the other", async () => {
    const guess = { email: ana.email, address: "198.51.100.7", isKnown: false };
    for (let number = 0; number <= FREE_TRIES; number += 1) {
      await sites[number % 2]!.services.tries.countSignIn(guess, () => Promise.resolve());
    }
    for (const site of sites) {
      const reader = site.newReader();
      const entered = { email: ana.email, password: "not the right one" };
      const page = await reader.submit(await reader.get("/sign-in"), "form[action='/sign-in']", entered);
      expect(page.status).to.equal(429);
    }
  });

  it("let nobody send more messages by spreading them over both", async () => {
    const hasty = await makeClient();
    const [here, there] = [await open(sites[0], hasty), await open(sites[1], hasty)];
    const half = PERSON_RATES.message.burst;
    for (const socket of [here, there]) {
      socket.send({ type: "conversation.count" });
      await socket.next("conversation.unread");
    }
    for (let sent = 1; sent < half; sent += 1) here.send({ type: "conversation.count" });
    await here.ping();
    sites[0].services.allowances.settle();
    // What is told after it arrives after it.
    sites[0].services.rooms.tell(personRoom(hasty.id), { type: "room.typing" });
    await there.next("room.typing");
    for (let sent = 0; sent < half - 1; sent += 1) there.send({ type: "conversation.count" });
    expect((await there.next("error")).code).to.equal("rate-limited");
  });

  it("show changed settings and texts of the site at once", async () => {
    const { current } = sites[1].services.site;
    const admin = actorOf(await makeAccount("admin"), "admin");
    const { version } = current;
    const settings = { ...DEFAULT_SETTINGS, name: "Quiet Harbour", version };
    await saveSettings(sites[0].services, admin, settings, () => Promise.resolve(false));
    await until("the other to know", () => sites[1].services.site.current.name === "Quiet Harbour");
    const terms = await findText("terms");
    await publishText(sites[1].services, admin, { ...terms, markdown: "Be kind." });
    await until("the other to know", () => sites[0].services.site.textVersions.terms === terms.version + 1);
  });

  it("apply a deadline once", async () => {
    const historyNow = async () => (await AppointmentModel.findById(appointmentId).orFail().lean()).history;
    const before = await historyNow();
    for (const { clock } of sites) clock.moveTo("2026-11-24T12:00:00Z");
    await Promise.all([...sites, ...sites].map((site) => site.sweep()));
    expect(await historyNow()).to.have.length(before.length + 1);
  });

  it("store everything while Redis is away, say so, and catch up afterwards", async () => {
    const { _id } = await ConversationModel.findOne({ clientId: kim.id }).orFail().lean();
    const conversationId = String(_id);
    /** Opens another, as pages do, where a process that came back later has everyone connect once more. */
    const opened = async (site: TestSite, person: TestPerson): Promise<[TestSocket, number]> => {
      const socket = await open(site, person);
      socket.send({ type: "conversation.open", conversationId, after: 0 });
      const answer = await Promise.race([socket.next("conversation.messages"), socket.closed()]);
      return typeof answer === "number" ? opened(site, person) : [socket, answer.rows.length];
    };
    const [[asKim], [asAna, before]] = [await opened(sites[0], kim), await opened(sites[1], ana)];
    await redis.stop();
    for (const socket of [asKim, asAna]) await socket.next("delayed");
    for (const { url } of sites)
      expect(await (await fetch(`${url}/readyz`)).text()).to.match(/^ready, but Redis is unreachable/);
    const [late] = await opened(sites[1], ana);
    await late.next("delayed");
    asKim.send({ type: "conversation.send", conversationId, clientId: "while-redis-is-away", text: "Still stored." });
    await asKim.next("conversation.sent");
    await redis.start();
    for (const socket of [asKim, asAna, late]) expect(await socket.closed()).to.equal(CLOSE.restarting);
    expect(asAna.received.map(({ type }) => type)).to.not.include("conversation.message");
    const [again, after] = await opened(sites[1], ana);
    expect(after).to.equal(before + 1);
    expect(again.received.map(({ type }) => type)).to.not.include("delayed");
    for (const { url } of sites) expect(await (await fetch(`${url}/readyz`)).text()).to.equal("ready\n");
  });
});
