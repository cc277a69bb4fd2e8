import { expect } from "chai";
import mongoose from "mongoose";
import type { Appointment } from "../../src/appointments/appointment-model.js";
import { endSession } from "../../src/booking/complete-session.js";
import { AttendanceModel } from "../../src/room/attendance-model.js";
import { joinRoom } from "../../src/room/join-room.js";
import { leaveRoom } from "../../src/room/leave-room.js";
import { recordLosses } from "../../src/room/record-losses.js";
import { actorOf, book, current } from "../support/booking.js";
import { makeAccount, makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { until } from "../support/soon.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { TestSocket } from "../realtime/test-socket.js";

const START = "2026-11-24T10:00:00Z";
const OFFER = { type: "offer" as const, sdp: "v=0" };

describe("A session room", () => {
  let site: TestSite;
  let kim: TestPerson;
  let ana: TestPerson;
  let asKim: Reader;
  let asAna: Reader;
  let appointment: Appointment;
  let id: string;
  const sockets: TestSocket[] = [];

  beforeEach(async () => {
    site = await startTestSite();
    kim = await makeClient({ name: "Kim Weiss" });
    ana = await makeCounsellor({ name: "Ana Moreno" });
    appointment = await book(site, kim, ana, START);
    id = String(appointment._id);
    [asKim, asAna] = [await signedIn(site, kim), await signedIn(site, ana)];
    site.clock.moveTo(START);
  });
  afterEach(async () => {
    sockets.splice(0).forEach((socket) => socket.cut());
    await site.stop();
  });

  async function connect(reader: Reader): Promise<TestSocket> {
    const socket = await TestSocket.of(reader);
    sockets.push(socket);
    return socket;
  }

  function enter(socket: TestSocket, visit: string): void {
    socket.send({
      type: "room.join",
      appointmentId: id,
      visit,
      arrival: "one-arrival",
      microphone: true,
      camera: true,
    });
  }

  async function joined(reader: Reader, visit: string): Promise<TestSocket> {
    const socket = await connect(reader);
    enter(socket, visit);
    await socket.next("room.joined");
    return socket;
  }

  /** Both in the room, and everything read that was said about that. */
  async function meet(): Promise<{ client: TestSocket; counsellor: TestSocket }> {
    const client = await joined(asKim, "visit-of-kim");
    const counsellor = await joined(asAna, "visit-of-ana");
    for (const socket of [client, counsellor]) await presenceOf(socket, ["Kim Weiss", "Ana Moreno"]);
    return { client, counsellor };
  }

  /** Reads presence until it says that exactly these are here. */
  async function presenceOf(socket: TestSocket, names: string[]): Promise<void> {
    for (;;) {
      const { here } = await socket.next("room.presence");
      const present = [here.client?.name, here.counsellor?.name].filter(Boolean);
      if (present.join() === names.join()) return;
    }
  }

  const attendance = async (): Promise<string[]> =>
    (await AttendanceModel.find().sort({ _id: 1 }).lean()).map(({ role, what }) => `${role} ${what}`);

  async function written(...all: string[]): Promise<void> {
    for (const one of all) {
      await until(`"${one}" to be written down`, async () => (await attendance()).includes(one));
    }
  }

  describe("as a page", () => {
    const roomPage = (reader: Reader) => reader.get(`/appointments/${id}/room`);

    it("passes nothing on once it has closed, though both are still connected", async () => {
      const { client, counsellor } = await meet();
      site.clock.moveTo("2026-11-24T11:04:59Z");
      client.send({ type: "room.chat", clientId: "in-time-message", text: "See you" });
      expect((await counsellor.next("room.chat")).text).to.equal("See you");
      site.clock.moveTo("2026-11-24T11:05:01Z");
      client.send({ type: "room.chat", clientId: "late-message", text: "One more thing" });
      client.send({ type: "room.signal", call: "call-number-1", description: OFFER });
      client.send({ type: "room.typing" });
      for (const about of ["room.chat", "room.signal", "room.typing"]) {
        expect(await client.next("error")).to.include({ about, code: "conflict" });
      }
      await counsellor.ping();
      const passed = counsellor.received.filter(({ type }) =>
        ["room.chat", "room.signal", "room.typing"].includes(type),
      );
      expect(passed).to.deep.equal([]);
    });

    it("says when it opens, and opens ten minutes before the start", async () => {
      site.clock.moveTo("2026-11-24T09:49:00Z");
      expect((await roomPage(asKim)).text).to.contain("Tuesday 24 November, 10:50 (Berlin time)");
      site.clock.moveTo("2026-11-24T09:50:00Z");
      const open = await roomPage(asKim);
      expect(open.document.querySelector("[data-join]")?.text).to.equal("Join session");
      expect(open.document.querySelector("noscript")?.text).to.contain("needs JavaScript");
    });

    it("offers to end the session to the counsellor alone", async () => {
      expect((await roomPage(asAna)).html).to.contain("data-end-dialog");
      expect((await roomPage(asKim)).html).to.not.contain("data-end-dialog");
    });

    it("is not there for anybody else", async () => {
      for (const stranger of [await makeClient(), await makeCounsellor(), await makeAccount("admin")]) {
        const reader = await signedIn(site, stranger);
        expect((await roomPage(reader)).status).to.equal(404);
        expect((await reader.post(`/appointments/${id}/end`, {}, "/")).status).to.equal(404);
      }
    });
  });

  it("becomes live when both are there, and writes down who came when", async () => {
    await joined(asKim, "visit-of-kim");
    expect((await current(id)).status).to.equal("booked");
    site.clock.advance({ minutes: 1 });
    const counsellor = await joined(asAna, "visit-of-ana");
    const live = await current(id);
    expect(live.status).to.equal("live");
    expect(live.deadlineAt).to.deep.equal(appointment.endsAt);
    expect(Math.round((Number(live.cameAt.counsellor) - Number(live.cameAt.client)) / 60_000)).to.equal(1);
    expect(await attendance()).to.deep.equal(["client joined", "counsellor joined"]);
    expect((await counsellor.next("room.presence")).liveForMs).to.be.within(0, 5000);
  });

  it("becomes live once when both come in the same moment", async () => {
    const [client, counsellor] = [await connect(asKim), await connect(asAna)];
    enter(client, "visit-of-kim");
    enter(counsellor, "visit-of-ana");
    await Promise.all([client.next("room.joined"), counsellor.next("room.joined")]);
    const { status, history } = await current(id);
    expect(status).to.equal("live");
    expect(history.filter(({ what }) => what === "live")).to.have.length(1);
  });

  it("passes signals and chat to the other person, and keeps neither", async () => {
    const { client, counsellor } = await meet();
    counsellor.send({ type: "room.signal", call: "call-number-1", description: OFFER });
    expect((await client.next("room.signal")).description).to.deep.equal(OFFER);
    client.send({
      type: "room.signal",
      call: "call-number-1",
      candidate: { candidate: "candidate:1", sdpMid: "0", sdpMLineIndex: 0 },
    });
    expect((await counsellor.next("room.signal")).candidate?.candidate).to.equal("candidate:1");

    client.send({ type: "room.chat", clientId: "chat-number-1", text: "Can you <b>hear</b> me?" });
    const [clientId, time] = ["chat-number-1", "11:00"];
    expect(await counsellor.next("room.chat")).to.include({ clientId, text: "Can you <b>hear</b> me?", time });
    expect(await client.next("room.sent")).to.deep.equal({ type: "room.sent", clientId, time });
    counsellor.send({ type: "room.got", clientId: "chat-number-1" });
    expect((await client.next("room.got")).clientId).to.equal("chat-number-1");
    counsellor.send({ type: "room.typing" });
    await client.next("room.typing");
    const everything = [];
    for (const { name } of (await mongoose.connection.db?.listCollections().toArray()) ?? []) {
      everything.push(await mongoose.connection.collection(name).find().toArray());
    }
    expect(JSON.stringify(everything)).to.not.contain("hear").and.not.contain("candidate:1");
  });

  it("writes down the leaving of someone who did not come back after a restart, at the end of their lease", async () => {
    await joinRoom(site.services, actorOf(kim), id);
    const { presentUntil } = await current(id);
    site.clock.advance({ minutes: 30 });
    await site.sweep();
    await site.sweep();
    expect((await current(id)).cancellation?.reason).to.equal("counsellor absent");
    expect(await attendance()).to.deep.equal(["client joined", "client left"]);
    expect((await AttendanceModel.findOne({ what: "left" }).orFail().lean()).at).to.deep.equal(presentUntil.client);
  });

  it("writes down the leaving of someone whom a restart cut off once they come back, and each leaving once", async () => {
    const first = await joinRoom(site.services, actorOf(kim), id);
    await joinRoom(site.services, actorOf(kim), id);
    await leaveRoom(site.services, first.joining, { meant: false });
    expect(await attendance()).to.deep.equal(["client joined", "client left", "client joined"]);
  });

  it("writes it down once, by the session's end, when that comes before the end of their lease", async () => {
    await joinRoom(site.services, actorOf(kim), id);
    await joinRoom(site.services, actorOf(ana, "counsellor"), id);
    site.clock.advance({ minutes: 0.5 });
    await endSession(site.services, actorOf(ana, "counsellor"), id);
    await site.sweep();
    expect(await attendance()).to.deep.equal(["client joined", "counsellor joined"]);
    site.clock.advance({ minutes: 1 });
    await Promise.all([recordLosses(site.services), recordLosses(site.services), site.sweep()]);
    await site.sweep();
    expect((await attendance()).sort()).to.deep.equal([
      "client joined",
      "client left",
      "counsellor joined",
      "counsellor left",
    ]);
    const { endedAt, presentUntil } = await current(id);
    for (const { at } of await AttendanceModel.find({ what: "left" }).lean()) expect(at).to.deep.equal(endedAt);
    expect(presentUntil).to.deep.equal({});
  });

  it("says when someone turns their camera off", async () => {
    const { client, counsellor } = await meet();
    client.send({ type: "room.sending", microphone: true, camera: false });
    expect((await counsellor.next("room.presence")).here.client?.camera).to.equal(false);
  });

  it("tells the appointment's page who is there", async () => {
    const watcher = await connect(asAna);
    watcher.send({ type: "room.watch", appointmentId: id });
    await presenceOf(watcher, []);
    const client = await joined(asKim, "visit-of-kim");
    await presenceOf(watcher, ["Kim Weiss"]);
    client.send({ type: "room.leave" });
    await presenceOf(watcher, []);
  });

  it("is left at once by one who means to, and by a broken connection only when the lease is over", async () => {
    const { client, counsellor } = await meet();
    counsellor.cut();
    await presenceOf(client, ["Kim Weiss"]);
    expect(client.received.map(({ type }) => type)).to.not.include("room.left");
    expect((await current(id)).presentUntil.counsellor).to.be.an.instanceOf(Date);
    const watcher = await connect(asKim);
    watcher.send({ type: "room.watch", appointmentId: id });
    await presenceOf(watcher, ["Kim Weiss"]);
    client.send({ type: "room.leave" });
    expect(await watcher.next("room.left")).to.include({ party: "client" });
    await presenceOf(watcher, []);
    await written("counsellor left", "client left");
    expect((await current(id)).presentUntil.client).to.equal(undefined);
  });

  it("is taken over by the newest page of the same person", async () => {
    const { client, counsellor } = await meet();
    const second = await joined(asKim, "second-visit");
    await client.next("room.elsewhere");
    expect(await attendance()).to.deep.equal(["client joined", "counsellor joined", "client left", "client joined"]);
    client.send({ type: "room.chat", clientId: "chat-number-1", text: "From the old page" });
    expect((await client.next("error")).message).to.equal("You are not in the session room.");
    counsellor.send({ type: "room.signal", call: "call-number-2", description: OFFER });
    await second.next("room.signal");
    client.cut();
    second.send({ type: "room.chat", clientId: "chat-number-2", text: "From the new page" });
    expect((await counsellor.next("room.chat")).text).to.equal("From the new page");
  });

  it("takes a page that comes back for the same one", async () => {
    const { client } = await meet();
    const again = await joined(asKim, "visit-of-kim");
    again.send({ type: "room.chat", clientId: "chat-number-1", text: "Back again" });
    await again.next("room.sent");
    expect(client.received.map(({ type }) => type)).to.not.include("room.elsewhere");
  });

  it("ends for both when the counsellor ends it, and takes nothing more", async () => {
    const { client, counsellor } = await meet();
    const page = await asAna.get(`/appointments/${id}/room`);
    await asAna.submit(page, "[data-end-dialog] form");
    for (const socket of [client, counsellor]) expect((await socket.next("room.ended")).how).to.equal("completed");
    await written("counsellor left", "client left");
    expect((await current(id)).status).to.equal("completed");
    client.send({ type: "room.chat", clientId: "chat-number-1", text: "One more thing" });
    expect((await client.next("error")).clientId).to.equal("chat-number-1");
    client.send({ type: "room.signal", call: "call-number-1", description: OFFER });
    expect((await client.next("error")).about).to.equal("room.signal");
    enter(client, "visit-of-kim");
    expect((await client.next("error")).about).to.equal("room.join");
    expect(counsellor.received.map(({ type }) => type)).to.not.include("room.chat");
    expect((await asKim.get(`/appointments/${id}/room`)).text).to.contain("This session is over.");
  });

  it("is made longer by its counsellor alone, and tells both how much is left", async () => {
    const { client, counsellor } = await meet();
    client.send({ type: "room.extend", minutes: 10 });
    expect((await client.next("error")).message).to.equal("We could not find that page.");
    counsellor.send({ type: "room.extend", minutes: 10 });
    for (const socket of [client, counsellor]) {
      expect(Math.round((await socket.next("room.presence")).endsInMs / 60_000)).to.equal(60);
    }
    site.clock.moveTo("2026-11-24T11:10:00Z");
    client.send({ type: "room.chat", clientId: "chat-number-1", text: "Still here" });
    await counsellor.next("room.chat");
    counsellor.send({ type: "room.extend", minutes: 7 });
    expect((await counsellor.next("error")).about).to.equal("room.extend");
  });

  it("says what becomes of the payment while one of them waits alone", async () => {
    const client = await joined(asKim, "visit-of-kim");
    expect((await client.next("room.presence")).refundIfAlone).to.equal(true);
    client.send({ type: "room.leave" });
    const counsellor = await joined(asAna, "visit-of-ana");
    expect((await counsellor.next("room.presence")).refundIfAlone).to.equal(true);
    await joined(asKim, "visit-of-kim");
    expect((await counsellor.next("room.presence")).refundIfAlone).to.equal(null);
  });

  it("is not ended by the client, nor before it began", async () => {
    await joined(asKim, "visit-of-kim");
    expect((await asKim.post(`/appointments/${id}/end`, {}, `/appointments/${id}`)).status).to.equal(404);
    const early = await asAna.post(`/appointments/${id}/end`, {}, `/appointments/${id}`);
    expect(early.status).to.equal(409);
    expect((await current(id)).status).to.equal("booked");
  });

  it("lets nobody in before it opens, nor after it has closed", async () => {
    const client = await connect(asKim);
    for (const moment of ["2026-11-24T09:49:00Z", "2026-11-24T11:06:00Z"]) {
      site.clock.moveTo(moment);
      enter(client, "visit-of-kim");
      expect((await client.next("error")).about).to.equal("room.join");
    }
    expect(await attendance()).to.deep.equal([]);
  });

  it("answers anybody else as if it did not exist", async () => {
    const { client } = await meet();
    const before = client.received.length;
    const absent = "0".repeat(24);
    for (const stranger of [await makeClient(), await makeCounsellor(), await makeAccount("admin")]) {
      const socket = await connect(await signedIn(site, stranger));
      const answers = [];
      for (const appointmentId of [id, absent]) {
        socket.send({ type: "room.watch", appointmentId });
        const visit = { visit: "visit-of-nobody", arrival: "one-arrival", microphone: true, camera: true };
        socket.send({ type: "room.join", appointmentId, ...visit });
        answers.push([(await socket.next("error")).message, (await socket.next("error")).message].join());
      }
      expect(answers[0]).to.equal(answers[1]);
      socket.send({ type: "room.chat", clientId: "chat-number-1", text: "Hello" });
      await socket.next("error");
      expect(socket.received).to.deep.equal([]);
    }
    expect(client.received).to.have.length(before);
  });

  it("refuses signals that are too large or of another shape", async () => {
    const { client, counsellor } = await meet();
    const oversized = { type: "offer" as const, sdp: "x".repeat(48_001) };
    client.send({ type: "room.signal", call: "call-number-1", description: oversized });
    await client.next("error");
    client.sendRaw(JSON.stringify({ type: "room.signal", call: "call-number-1", html: "<script>" }));
    await client.next("error");
    expect(counsellor.received.filter(({ type }) => type === "room.signal")).to.deep.equal([]);
  });
});
