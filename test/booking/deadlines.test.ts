import { expect } from "chai";
import { applyDeadlines } from "../../src/booking/apply-deadlines.js";
import { AppointmentModel, type Appointment } from "../../src/appointments/appointment-model.js";
import { completeElapsed, endSession } from "../../src/booking/complete-session.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import type { Party } from "../../src/protocol/messages.js";
import { createWakeUps } from "../../src/platform/wake-ups.js";
import { actorOf, book, current, wanted } from "../support/booking.js";
import { attend, meet } from "../support/attend.js";
import { interleave } from "../support/interleave.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const START = "2026-11-24T09:00:00.000Z";
const minutesIn = (minutes: number): Date => new Date(new Date(START).getTime() + minutes * 60_000);

describe("A deadline", () => {
  let site: TestSite;
  let counsellor: TestPerson;
  let client: TestPerson;

  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    counsellor = await makeCounsellor();
    client = await makeClient();
  });

  const isRefunded = async ({ chargeId }: Appointment): Promise<boolean> =>
    (await ChargeModel.findById(chargeId).orFail().lean()).refundedCents === 6000;
  const came = (id: Appointment["_id"], who: "client" | "counsellor") => attend(id, who, minutesIn(-5), minutesIn(20));

  it("releases a hold after ten minutes", async () => {
    const held = await placeHold(site.services, actorOf(client), wanted(counsellor, START));
    site.clock.advance({ minutes: 10 });
    await site.sweep();
    expect(await AppointmentModel.findById(held._id)).to.equal(null);
  });

  it("gets a timer of its own when it comes before the next sweep", async () => {
    const soon = await book(site, client, counsellor, START);
    await book(site, await makeClient(), await makeCounsellor(), "2026-11-24T10:00:00.000Z");
    const asked: Date[] = [];
    const wakeUps = { ...site.services.wakeUps, at: (when: Date) => void asked.push(when) };
    await applyDeadlines({ ...site.services, wakeUps });
    expect(asked).to.deep.equal([soon.deadlineAt]);
  });

  it("wakes the process at its moment", async () => {
    const wakeUps = createWakeUps(() => undefined);
    const moment = new Date(Date.now() + 300);
    const woken = await new Promise<number>((resolve) => {
      wakeUps.at(moment, () => Promise.resolve(resolve(Date.now())));
    });
    expect(woken).to.be.at.least(moment.getTime());
    await wakeUps.stop();
  });

  it("cancels and refunds a session that nobody attends 30 minutes after its start", async () => {
    const { _id } = await book(site, client, counsellor, START);
    site.clock.moveTo(minutesIn(29.5));
    await site.sweep();
    expect((await current(_id)).status).to.equal("booked");
    site.clock.moveTo(minutesIn(30));
    await site.sweep();
    const cancelled = await current(_id);
    expect(cancelled.status).to.equal("cancelled");
    expect(cancelled.cancellation).to.include({ by: "system", reason: "unattended", refundCents: 6000 });
    expect(cancelled.ticks).to.equal(undefined);
    expect(cancelled.deadlineAt).to.equal(undefined);
    expect(await isRefunded(cancelled)).to.equal(true);
  });

  it("applies once at the next start when the process was down", async () => {
    const { _id } = await book(site, client, counsellor, START);
    site.clock.advance({ hours: 24 * 9 });
    await Promise.all([applyDeadlines(site.services), applyDeadlines(site.services), site.sweep()]);
    await site.sweep();
    const cancelled = await current(_id);
    expect(cancelled.history.map(({ what }) => what)).to.deep.equal(["held", "booked", "cancelled"]);
  });

  it("refunds the money when the counsellor stayed away, and keeps it when the client did", async () => {
    const one = await book(site, client, counsellor, START);
    const other = await book(site, await makeClient(), await makeCounsellor(), START);
    await came(one._id, "client");
    await came(other._id, "counsellor");
    site.clock.moveTo(minutesIn(31));
    await site.sweep();
    const [waited, missed] = [await current(one._id), await current(other._id)];
    expect(waited.cancellation).to.include({ reason: "counsellor absent", refundCents: 6000 });
    expect(await isRefunded(waited)).to.equal(true);
    expect(missed.cancellation).to.include({ reason: "client absent", refundCents: 0 });
    expect(await isRefunded(missed)).to.equal(false);
  });

  it("is explained to everyone on one page, to which checkout leads", async () => {
    const held = await placeHold(site.services, actorOf(client), wanted(counsellor, START));
    const checkout = await (await signedIn(site, client)).get(`/appointments/${String(held.holdId)}/checkout`);
    expect(checkout.html).to.contain('href="/attendance"');
    const page = await site.newReader().get("/attendance");
    expect(page.text).to.contain("in the room for 2 minutes or more after the start");
    expect(page.text).to.contain("not met 30 minutes after the start").and.to.contain("Only the counsellor None");
  });

  it("waits for someone who has just come, until they have attended or have left", async () => {
    const [stays, leaves] = [
      await book(site, client, counsellor, START),
      await book(site, await makeClient(), await makeCounsellor(), START),
    ];
    for (const { _id } of [stays, leaves]) {
      await attend(_id, "counsellor", minutesIn(0), minutesIn(25));
      await attend(_id, "client", minutesIn(29.5));
      await AppointmentModel.updateOne({ _id }, { $set: { "presentUntil.client": minutesIn(35) } });
    }
    site.clock.moveTo(minutesIn(30));
    await site.sweep();
    expect([(await current(stays._id)).status, (await current(stays._id)).deadlineAt]).to.deep.equal([
      "booked",
      minutesIn(31.5),
    ]);
    await AppointmentModel.updateOne({ _id: leaves._id }, { $unset: { "presentUntil.client": 1 } });
    site.clock.moveTo(minutesIn(31.5));
    await site.sweep();
    expect((await current(stays._id)).cancellation).to.include({ reason: "unattended", refundCents: 6000 });
    expect((await current(leaves._id)).cancellation).to.include({ reason: "client absent", refundCents: 0 });
  });

  it("does not cancel while both have just arrived", async () => {
    const { _id } = await book(site, client, counsellor, START);
    const here = { client: minutesIn(31), counsellor: minutesIn(31) };
    await AppointmentModel.updateOne(
      { _id },
      { $set: { cameAt: { client: START, counsellor: START }, presentUntil: here } },
    );
    site.clock.moveTo(minutesIn(30));
    await site.sweep();
    expect((await current(_id)).status).to.equal("booked");
    site.clock.moveTo(minutesIn(32));
    await site.sweep();
    expect((await current(_id)).cancellation?.reason).to.equal("unattended");
  });

  it("resumes an interrupted refund", async () => {
    const { _id } = await book(site, client, counsellor, START);
    const failing = {
      ...site.services,
      gateway: { ...site.services.gateway, refund: () => Promise.reject(new Error("away")) },
    };
    site.clock.moveTo(minutesIn(31));
    await applyDeadlines(failing);
    expect((await current(_id)).status).to.equal("cancelled");
    expect(await isRefunded(await current(_id))).to.equal(false);
    await site.sweep();
    expect(await isRefunded(await current(_id))).to.equal(true);
    expect((await current(_id)).deadlineAt).to.equal(undefined);
  });

  it("leaves a live session alone until its time is over and both have left", async () => {
    const { _id } = await book(site, client, counsellor, START);
    const presentUntil = { client: minutesIn(52), counsellor: minutesIn(51) };
    const live = { status: "live" as const, liveAt: minutesIn(0), deadlineAt: minutesIn(50), presentUntil };
    await AppointmentModel.updateOne({ _id }, { $set: live });
    await meet(_id);
    const statusAt = async (minutes: number): Promise<string> => {
      site.clock.moveTo(minutesIn(minutes));
      await site.sweep();
      return (await current(_id)).status;
    };
    expect(await statusAt(31)).to.equal("live");
    expect(await statusAt(51.5)).to.equal("live");
    expect(await statusAt(53)).to.equal("completed");
  });

  it("cancels a session in which someone only looked in, even if its counsellor ends it, and keeps one in which they met", async () => {
    const sessions: [Party, number, ended: "by itself" | "by its counsellor", outcome: string][] = [
      ["counsellor", 0.01, "by itself", "counsellor absent 6000"],
      ["counsellor", 0.01, "by its counsellor", "counsellor absent 6000"],
      ["client", 0.01, "by itself", "client absent 0"],
      ["client", 0.01, "by its counsellor", "client absent 0"],
      ["client", 1.9, "by itself", "client absent 0"],
      ["client", 2, "by itself", "completed"],
    ];
    for (const [who, minutes, ended, outcome] of sessions) {
      site.clock.moveTo(MONDAY);
      const [kim, ana] = [await makeClient(), await makeCounsellor()];
      const { _id } = await book(site, kim, ana, START);
      await attend(_id, who === "client" ? "counsellor" : "client", minutesIn(0), minutesIn(20));
      await attend(_id, who, minutesIn(5), minutesIn(5 + minutes));
      await AppointmentModel.updateOne(
        { _id },
        { $set: { status: "live", liveAt: minutesIn(5), deadlineAt: minutesIn(50) } },
      );
      site.clock.moveTo(minutesIn(ended === "by itself" ? 51 : 25));
      if (ended === "by itself") await site.sweep();
      else await endSession(site.services, actorOf(ana, "counsellor"), String(_id));
      const { status, cancellation } = await current(_id);
      const result = cancellation ? `${cancellation.reason} ${cancellation.refundCents}` : status;
      expect(result, `the ${who} for ${minutes} minutes, ended ${ended}`).to.equal(outcome);
    }
  });

  it("completes a session once its room has closed, even with someone still in it", async () => {
    const { _id } = await book(site, client, counsellor, START);
    const presentUntil = { client: minutesIn(99), counsellor: minutesIn(99) };
    await AppointmentModel.updateOne({ _id }, { $set: { status: "live", deadlineAt: minutesIn(50), presentUntil } });
    await meet(_id);
    site.clock.moveTo(minutesIn(65));
    await site.sweep();
    expect((await current(_id)).status).to.equal("completed");
  });

  it("does not complete a session that is extended while the sweep is about to", async () => {
    const { _id } = await book(site, client, counsellor, START);
    await AppointmentModel.updateOne({ _id }, { $set: { status: "live", deadlineAt: minutesIn(50) } });
    const asRead = await current(_id);
    await AppointmentModel.updateOne({ _id }, { $set: { endsAt: minutesIn(60), deadlineAt: minutesIn(60) } });
    await completeElapsed(site.services, asRead, minutesIn(51));
    await completeElapsed(site.services, asRead, minutesIn(66));
    expect((await current(_id)).status).to.equal("live");
  });

  it("completes a session once when its counsellor ends it at any step of the sweep", async () => {
    const { _id } = await book(site, client, counsellor, START);
    await AppointmentModel.updateOne({ _id }, { $set: { status: "live", deadlineAt: minutesIn(50) } });
    await meet(_id);
    const live = await current(_id);
    site.clock.moveTo(minutesIn(66));
    const end = () => endSession(site.services, actorOf(counsellor, "counsellor"), String(_id));
    for (let operation = 0; ; operation += 1) {
      await AppointmentModel.replaceOne({ _id }, live);
      const sweep = () => completeElapsed(site.services, live, minutesIn(66));
      const isInterrupted = await interleave(operation, sweep, end);
      const { status, history } = await current(_id);
      expect(status).to.equal("completed");
      expect(history.filter(({ what }) => what === "completed")).to.have.length(1);
      if (isInterrupted) continue;
      expect(operation, "operations").to.be.at.least(3);
      return;
    }
  });

  it("lets one side win when someone arrives at the very moment of giving up", async () => {
    for (let round = 0; round < 20; round += 1) {
      site.clock.moveTo(MONDAY);
      const { _id } = await book(site, await makeClient(), await makeCounsellor(), START);
      site.clock.moveTo(minutesIn(30));
      const lease = { "cameAt.client": minutesIn(30), "presentUntil.client": minutesIn(33) };
      const arrival = AppointmentModel.updateOne({ _id, status: "booked" }, { $set: lease });
      const [arrived] = await Promise.all([arrival, site.sweep()]);
      if (arrived.modifiedCount === 1) await attend(_id, "client", minutesIn(30));
      await site.sweep();
      site.clock.moveTo(minutesIn(32.1));
      await site.sweep();
      const { cancellation } = await current(_id);
      expect(cancellation?.reason).to.equal(arrived.modifiedCount === 1 ? "counsellor absent" : "unattended");
    }
  });
});
