import { expect } from "chai";
import mongoose from "mongoose";
import { mock } from "node:test";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { endSession } from "../../src/booking/complete-session.js";
import { markPaid } from "../../src/booking/mark-paid.js";
import { returnAnyway } from "../../src/booking/return-anyway.js";
import type { Figures } from "../../src/insights/figure-rules.js";
import { findInsights } from "../../src/insights/find-insights.js";
import { MonthSumsModel } from "../../src/insights/month-sums-model.js";
import { periodBetween } from "../../src/insights/period-rules.js";
import { storeAllDays, storeChangedDays } from "../../src/insights/store-days.js";
import { present } from "../../src/platform/queries.js";
import { joinRoom } from "../../src/room/join-room.js";
import { stayInRoom } from "../support/attend.js";
import { actorOf, book } from "../support/booking.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("The stored sums of a day", () => {
  let site: TestSite;
  let ana: TestPerson;
  let kim: TestPerson;
  let id: string;

  before(async () => (site = await startTestSite({ now: "2026-11-23T09:00:00Z" })));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo("2026-11-23T09:00:00Z");
    [ana, kim] = [await makeCounsellor(), await makeClient()];
    id = String((await book(site, kim, ana, "2026-11-23T11:00:00.000Z"))._id);
    await storeAllDays();
  });

  const figures = async (counsellor = ana): Promise<Figures> => {
    const period = periodBetween("2026-11-23", "2026-11-23", "Europe/Berlin");
    return (await findInsights(actorOf(counsellor, "counsellor"), period)).now;
  };
  /** Before and after the sums of the changed day are stored. */
  const figuresTwice = async (): Promise<Figures> => {
    const counted = await figures();
    await storeChangedDays();
    expect(await figures()).to.deep.equal(counted);
    return counted;
  };

  it("follow a session that is held, and marked as paid or not paid long afterwards", async () => {
    await AppointmentModel.updateOne({ _id: id }, { $set: { payBy: "direct" } });
    expect(await figuresTwice()).to.include({ attended: 0, earned: 0 });
    site.clock.moveTo("2026-11-23T11:00:00Z");
    await joinRoom(site.services, actorOf(kim), id);
    await joinRoom(site.services, actorOf(ana, "counsellor"), id);
    await stayInRoom(site, id, 3);
    site.clock.moveTo("2026-11-23T11:50:00Z");
    await endSession(site.services, actorOf(ana, "counsellor"), id);
    expect(await figuresTwice()).to.include({ attended: 1, minutes: 50, earned: 0 });
    site.clock.moveTo("2027-11-23T11:50:00Z");
    await markPaid(site.services, actorOf(ana, "counsellor"), { appointmentId: id, isPaid: true });
    expect(await figuresTwice()).to.include({ earned: 6000 });
    await markPaid(site.services, actorOf(ana, "counsellor"), { appointmentId: id, isPaid: false });
    expect(await figuresTwice()).to.include({ attended: 1, earned: 0 });
  });

  it("follow a session that is cancelled late, and its price being returned anyway", async () => {
    const bob = await makeCounsellor();
    const another = await book(site, kim, bob, "2026-11-23T13:00:00.000Z");
    await storeAllDays();
    await cancelAppointment(site.services, actorOf(kim), String(another._id), 0);
    await cancelAppointment(site.services, actorOf(kim), id, 0);
    expect(await figuresTwice()).to.include({ cancelledByClient: 1, earned: 6000, refunded: 0 });
    expect(await AppointmentModel.countDocuments({ uncounted: present }), "left to store").to.equal(0);
    expect(await figures(bob)).to.include({ cancelledByClient: 1, earned: 6000 });
    await returnAnyway(site.services, actorOf(ana, "counsellor"), id);
    expect(await figuresTwice()).to.include({ cancelledByClient: 1, earned: 0, refunded: 6000 });
  });

  it("stay marked as changed where a session changes again while they are stored", async () => {
    await cancelAppointment(site.services, actorOf(kim), id, 0);
    const storing = storeChangedDays();
    await returnAnyway(site.services, actorOf(ana, "counsellor"), id);
    await storing;
    expect(await figuresTwice()).to.include({ earned: 0, refunded: 6000 });
  });

  it("stay marked as changed where another process stores what it counted before the change", async () => {
    await cancelAppointment(site.services, actorOf(kim), id, 0);
    const write = MonthSumsModel.bulkWrite.bind(MonthSumsModel);
    let older: Parameters<typeof write> | null = null;
    const writes = mock.method(MonthSumsModel, "bulkWrite", async (...sums: Parameters<typeof write>) => {
      if (older) {
        writes.mock.restore();
        await write(...older);
        return write(...sums);
      }
      older = sums;
      await returnAnyway(site.services, actorOf(ana, "counsellor"), id);
      await storeChangedDays();
      return undefined;
    });
    await storeChangedDays();
    expect(await figuresTwice()).to.include({ earned: 0, refunded: 6000 });
  });

  it("are those of the counsellor's zone once they have moved", async () => {
    await cancelAppointment(site.services, actorOf(kim), id, 0);
    await mongoose.connection
      .collection("accounts")
      .updateOne({ _id: new mongoose.Types.ObjectId(ana.id) }, { $set: { zone: "Pacific/Auckland" } });
    const auckland = periodBetween("2026-11-24", "2026-11-24", "Pacific/Auckland");
    for (const store of [() => Promise.resolve(), storeChangedDays, storeAllDays]) {
      await store();
      const { now, hours } = await findInsights(actorOf(ana, "counsellor"), auckland);
      expect(now).to.include({ cancelledByClient: 1 });
      expect(hours.flat().reduce((sum, each) => sum + each)).to.equal(0);
    }
  });
});
