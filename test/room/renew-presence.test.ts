import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { cancelUnattended } from "../../src/booking/cancel-unattended.js";
import { joinRoom } from "../../src/room/join-room.js";
import { renewPresence } from "../../src/room/renew-presence.js";
import { actorOf, book, current } from "../support/booking.js";
import { noWakeUps } from "../support/no-wake-ups.js";
import { makeClient, makeCounsellor, signedIn } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { TestSocket } from "../realtime/test-socket.js";

const START = "2026-11-24T10:00:00Z";

describe("Presence in a session room", () => {
  const everyHalfMinute: (() => Promise<void>)[] = [];
  let site: TestSite;

  before(async () => {
    const wakeUps = { ...noWakeUps, every30Seconds: (job: () => Promise<void>) => void everyHalfMinute.push(job) };
    site = await startTestSite({ replace: { wakeUps } });
  });
  after(() => site.stop());

  it("is renewed every half minute for connected people only", async () => {
    const [kim, ana, lou] = [await makeClient(), await makeCounsellor(), await makeCounsellor()];
    const { _id } = await book(site, kim, ana, START);
    const other = await book(site, await makeClient(), lou, START);
    site.clock.moveTo(START);
    await joinRoom(site.services, actorOf(lou, "counsellor"), String(other._id));
    const socket = await TestSocket.of(await signedIn(site, kim));
    const visit = { visit: "visit-of-kim", arrival: "one-arrival", microphone: false, camera: false };
    socket.send({ type: "room.join", appointmentId: String(_id), ...visit });
    await socket.next("room.joined");

    for (let halfMinutes = 0; halfMinutes < 6; halfMinutes += 1) {
      site.clock.advance({ seconds: 30 });
      for (const job of everyHalfMinute) await job();
    }
    const left = async (id: unknown, party: "client" | "counsellor"): Promise<number> =>
      ((await current(String(id))).presentUntil[party]?.getTime() ?? 0) - site.clock.now().getTime();
    expect(await left(_id, "client")).to.be.within(60_000, 75_000);
    expect(await left(_id, "counsellor")).to.be.below(0);
    expect(await left(other._id, "counsellor"), "in by no connection").to.be.below(0);

    const later = new Date(site.clock.now().getTime() + 200_000);
    await AppointmentModel.updateOne({ _id }, { $max: { "presentUntil.client": later } });
    await renewPresence(site.services, [{ appointmentId: String(_id), party: "client" }]);
    expect((await current(String(_id))).presentUntil.client, "renewed by a process whose clock is ahead").to.deep.equal(
      later,
    );

    await cancelUnattended(site.services, await current(String(_id)), site.clock.now());
    await renewPresence(site.services, [{ appointmentId: String(_id), party: "client" }]);
    expect((await current(String(_id))).presentUntil.client, "of a session that is over").to.equal(undefined);
    socket.cut();
  });
});
