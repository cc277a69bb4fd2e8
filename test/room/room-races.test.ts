import { expect } from "chai";
import mongoose from "mongoose";
import { applyDeadlines } from "../../src/appointments/apply-deadlines.js";
import { AppointmentModel, type Appointment } from "../../src/appointments/appointment-model.js";
import type { Party } from "../../src/appointments/appointment-rules.js";
import { ChargeModel, type Charge } from "../../src/payments/charge-model.js";
import { PaymentModel } from "../../src/payments/payment-model.js";
import { joinRoom } from "../../src/room/join-room.js";
import { actorOf, book } from "../support/booking.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const START = new Date("2026-11-24T10:00:00Z");
const GIVEN_UP = new Date("2026-11-24T10:30:00Z");
const RACES = 1000;
const AT_ONCE = 50;

describe("Someone who arrives in the moment of giving up", () => {
  let site: TestSite;
  let pattern: Appointment;
  let charge: Charge;

  before(async () => {
    site = await startTestSite();
    pattern = await book(site, await makeClient(), await makeCounsellor(), START.toISOString());
    charge = await ChargeModel.findById(pattern.chargeId).orFail().lean();
    await AppointmentModel.deleteMany({});
    site.clock.moveTo(GIVEN_UP);
  });
  after(() => site.stop());

  it("either begins the session or finds it cancelled, and the money goes with that, a thousand times", async () => {
    const outcomes = { live: 0, cancelled: 0 };
    for (let begun = 0; begun < RACES; begun += AT_ONCE) {
      const waiting = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => waitingAlone(begun + index)));
      const joins = waiting.map(({ appointment, late }, index) =>
        afterTurns(index % 7, () => joinRoom(site.services, actorOf(late.person, late.party), String(appointment._id))),
      );
      const [joined] = await Promise.all([Promise.allSettled(joins), applyDeadlines(site.services)]);
      await applyDeadlines(site.services);
      for (const [index, { appointment, late }] of waiting.entries()) {
        const now = await AppointmentModel.findById(appointment._id).orFail().lean();
        const isRefunded = (await ChargeModel.findById(appointment.chargeId).orFail().lean()).refundedCents > 0;
        const gotIn = joined[index]?.status === "fulfilled";
        expect(now.status).to.equal(gotIn ? "live" : "cancelled");
        expect(now.deadlineAt?.getTime()).to.equal(gotIn ? appointment.endsAt.getTime() : undefined);
        if (!gotIn) expect(now.cancellation?.reason).to.equal(`${late.party} absent`);
        expect(isRefunded).to.equal(!gotIn && late.party === "counsellor");
        expect(now.history.filter(({ what }) => what === now.status)).to.have.length(1);
        outcomes[now.status as keyof typeof outcomes] += 1;
      }
    }
    expect(outcomes.live + outcomes.cancelled).to.equal(RACES);
    expect(Math.min(outcomes.live, outcomes.cancelled)).to.be.greaterThan(0);
  }).timeout(60_000);

  /** A paid session in whose room one of the two has been waiting until now. */
  async function waitingAlone(number: number): Promise<{
    appointment: Appointment;
    late: { party: Party; person: TestPerson };
  }> {
    const party: Party = number % 2 === 0 ? "client" : "counsellor";
    const waits: Party = party === "client" ? "counsellor" : "client";
    const newId = () => new mongoose.Types.ObjectId();
    const ids = { _id: newId(), clientId: newId(), counsellorId: newId(), chargeId: String(newId()) };
    await ChargeModel.create({ ...charge, _id: ids.chargeId, key: ids.chargeId });
    const { _id: appointmentId, clientId, chargeId } = ids;
    const paid = { attempt: 1, amountCents: pattern.priceCents, status: "approved" as const, at: START };
    await PaymentModel.create({ ...paid, appointmentId, clientId, chargeId });
    const appointment = {
      ...pattern,
      ...ids,
      cameAt: { [waits]: START },
      presentUntil: { [waits]: new Date(GIVEN_UP.getTime() + 60_000) },
    };
    await AppointmentModel.create(appointment);
    const person = { id: String(party === "client" ? ids.clientId : ids.counsellorId), name: "Late", email: "" };
    return { appointment, late: { party, person } };
  }
});

/** Lets so many turns of the event loop pass first, so that who is faster differs. */
async function afterTurns<T>(turns: number, then: () => Promise<T>): Promise<T> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return then();
}
