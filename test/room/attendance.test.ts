import { expect } from "chai";
import type { Person } from "../../src/access/permissions.js";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { endSession } from "../../src/booking/complete-session.js";
import { AttendanceModel } from "../../src/appointments/attendance-model.js";
import { CLOSE } from "../../src/protocol/limits.js";
import type { Connection, WhenClosed } from "../../src/realtime/handlers.js";
import type { Listeners } from "../../src/realtime/listeners.js";
import { createMemoryBus } from "../../src/realtime/memory-bus.js";
import { joinRoom } from "../../src/room/join-room.js";
import { leaveRoom } from "../../src/room/leave-room.js";
import { recordLosses } from "../../src/room/record-losses.js";
import { RoomStays } from "../../src/room/stays-socket.js";
import { actorOf, current } from "../support/booking.js";
import { interleave } from "../support/interleave.js";
import { stayInRoom } from "../support/attend.js";
import { OpenRoom, presenceOf, START } from "./open-room.js";

describe("The attendance of a session", () => {
  const room = OpenRoom.forEachTest();

  it("records the departure of someone who did not return after a restart, at the end of their lease", async () => {
    await joinRoom(room.site.services, actorOf(room.kim), room.id);
    const { presentUntil } = await current(room.id);
    room.site.clock.advance({ minutes: 30 });
    await room.site.sweep();
    await room.site.sweep();
    expect((await current(room.id)).cancellation?.reason, "75 seconds are no attendance").to.equal("unattended");
    expect(await room.attendance()).to.deep.equal(["client joined", "client left"]);
    expect((await AttendanceModel.findOne({ appointmentId: room.id, what: "left" }).orFail().lean()).at).to.deep.equal(
      presentUntil.client,
    );
  });

  it("records once the departure of someone whom a restart cut off, when they come back", async () => {
    const first = await joinRoom(room.site.services, actorOf(room.kim), room.id);
    for (let restart = 0; restart < 2; restart += 1) await joinRoom(room.site.services, actorOf(room.kim), room.id);
    await leaveRoom(room.site.services, first.joining, { meant: false });
    expect(await room.attendance()).to.deep.equal([
      ...["client joined", "client left", "client joined", "client left", "client joined"],
    ]);
  });

  it("keeps when someone first came, and the longer of their leases", async () => {
    const join = async () => (await joinRoom(room.site.services, actorOf(room.kim), room.id)).appointment;
    const { cameAt } = await join();
    room.site.clock.advance({ minutes: 2 });
    const later = await join();
    expect(later.cameAt).to.deep.equal(cameAt);
    room.site.clock.moveTo(START);
    expect((await join()).presentUntil, "by a process whose clock is behind").to.deep.equal(later.presentUntil);
  });

  it("records it once, at the session's end, when that comes before the end of their lease", async () => {
    await joinRoom(room.site.services, actorOf(room.kim), room.id);
    await joinRoom(room.site.services, actorOf(room.ana, "counsellor"), room.id);
    await stayInRoom(room.site, room.id, 3);
    await endSession(room.site.services, actorOf(room.ana, "counsellor"), room.id);
    await room.site.sweep();
    expect(await room.attendance()).to.deep.equal(["client joined", "counsellor joined"]);
    room.site.clock.advance({ minutes: 2 });
    await Promise.all([recordLosses(room.site.services), recordLosses(room.site.services), room.site.sweep()]);
    await room.site.sweep();
    expect((await room.attendance()).sort()).to.deep.equal([
      "client joined",
      "client left",
      "counsellor joined",
      "counsellor left",
    ]);
    const { endedAt, presentUntil } = await current(room.id);
    for (const { at } of await AttendanceModel.find({ appointmentId: room.id, what: "left" }).lean())
      expect(at).to.deep.equal(endedAt);
    expect(presentUntil).to.deep.equal({});
  });

  it("keeps the lease of someone who comes back while their absence is being recorded", async () => {
    for (let operation = 0, isInside = true; isInside; operation += 1) {
      await AppointmentModel.updateOne({ _id: room.id }, { $unset: { presentUntil: 1 } });
      await joinRoom(room.site.services, actorOf(room.kim), room.id);
      room.site.clock.advance({ minutes: 1.25 });
      isInside = await interleave(
        operation,
        () => recordLosses(room.site.services),
        async () => void (await joinRoom(room.site.services, actorOf(room.kim), room.id)),
      );
      if (isInside)
        expect((await current(room.id)).presentUntil.client, `before operation ${operation}`).to.be.a("date");
    }
  });

  it("never says that someone left before they came", async () => {
    const { joining } = await joinRoom(room.site.services, actorOf(room.kim), room.id);
    const before = new Date(joining.at.getTime() - 60_000);
    await AppointmentModel.updateOne({ _id: room.id }, { $set: { endedAt: before, "presentUntil.client": before } });
    await recordLosses(room.site.services);
    const left = await AttendanceModel.findOne({ appointmentId: room.id, what: "left" }).orFail().lean();
    expect(left.at).to.deep.equal(joining.at);
  });

  it("ends at once when someone leaves on purpose, and at the end of the lease when their connection breaks", async () => {
    const { client, counsellor } = await room.meet();
    counsellor.cut();
    await presenceOf(client, ["Kim Weiss"]);
    expect(client.received.map(({ type }) => type)).to.not.include("room.left");
    expect((await current(room.id)).presentUntil.counsellor).to.be.an.instanceOf(Date);
    const watcher = await room.connect(room.asKim);
    watcher.send({ type: "room.watch", appointmentId: room.id });
    await presenceOf(watcher, ["Kim Weiss"]);
    room.site.clock.moveTo("2026-11-24T10:01:00Z");
    client.send({ type: "room.leave" });
    expect(await watcher.next("room.left")).to.include({ party: "client" });
    await presenceOf(watcher, []);
    await room.written("counsellor left", "client left");
    const left = await AttendanceModel.findOne({ appointmentId: room.id, what: "left", role: "client" }).orFail();
    expect(left.at).to.be.at.least(new Date("2026-11-24T10:01:00Z"));
    expect((await current(room.id)).presentUntil.client).to.equal(undefined);
  });

  it("goes on through a restart of the server, which tells other processes that the connection is gone", async () => {
    const all = new Set<Listeners>();
    const [bus, elsewhere] = [createMemoryBus(all), createMemoryBus(all)];
    const ended: string[] = [];
    elsewhere.on("stay.over", ({ link }) => ended.push(link));
    const stays = new RoomStays({ ...room.site.services, bus });
    const closing: WhenClosed[] = [];
    const connection = { ...connectionOf(actorOf(room.kim)), whenClosed: (job: WhenClosed) => void closing.push(job) };
    const visit = { visit: "visit-of-kim", arrival: "one-arrival", microphone: true, camera: true };
    await stays.enter(connection, room.id, { ...visit, name: "Kim Weiss", link: "link-of-kim" });
    for (const job of closing) await job(connection, CLOSE.restarting);
    expect(await room.attendance()).to.deep.equal(["client joined"]);
    expect(stays.presenceOf(await current(room.id)).here.client).to.equal(null);
    expect(ended).to.deep.equal(["link-of-kim"]);
    for (const each of [bus, elsewhere]) each.close();
  });

  it("counts each person's first arrival", async () => {
    await room.joined(room.asKim, "visit-of-kim");
    const first = (await current(room.id)).cameAt.client;
    room.site.clock.advance({ minutes: 3 });
    await room.joined(room.asKim, "another-visit");
    expect((await current(room.id)).cameAt.client).to.deep.equal(first);
  });
});

/** A connection to which nothing is sent. */
function connectionOf(actor: Person): Pick<Connection, "actor" | "send" | "close"> {
  return { actor, send: () => undefined, close: () => undefined };
}
