import { expect } from "chai";
import mongoose from "mongoose";
import { AppointmentModel, type Appointment } from "../../src/appointments/appointment-model.js";
import { later, type Party } from "../../src/appointments/appointment-rules.js";
import { cancelUnattended } from "../../src/appointments/cancel-unattended.js";
import { ChargeModel, type Charge } from "../../src/payments/charge-model.js";
import { PaymentModel, type Payment } from "../../src/payments/payment-model.js";
import { joinRoom } from "../../src/room/join-room.js";
import { actorOf, book } from "../support/booking.js";
import { makeClient, makeCounsellor } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const START = new Date("2026-11-24T10:00:00Z");
const GIVEN_UP = new Date("2026-11-24T10:30:00Z");
const RACES = 1000;
const AT_ONCE = 50;

interface Race {
  appointment: Appointment;
  /** Who arrives in this moment; the other one has been waiting. */
  late: Party;
}

interface Found {
  appointments: Map<string, Appointment>;
  payments: Map<string, Payment>;
}

describe("Someone who arrives in the moment of giving up", () => {
  let site: TestSite;
  let pattern: { appointment: Appointment; charge: Charge; payment: Payment };

  before(async () => {
    site = await startTestSite();
    const appointment = await book(site, await makeClient(), await makeCounsellor(), START.toISOString());
    const charge = await ChargeModel.findById(appointment.chargeId).orFail().lean();
    const payment = await PaymentModel.findOne({ appointmentId: appointment._id }).orFail().lean();
    pattern = { appointment, charge, payment };
    await AppointmentModel.deleteMany({});
    site.clock.moveTo(GIVEN_UP);
  });
  after(() => site.stop());

  it("either begins the session or finds it cancelled, and the money goes with that, a thousand times", async () => {
    const outcomes = new Map<string, number>();
    for (let begun = 0; begun < RACES; begun += AT_ONCE) {
      const races = await prepare(begun);
      const joined = await Promise.all(races.map((race, index) => run(race, begun + index)));
      await site.sweep();
      const found = await readAll(races);
      for (const [index, race] of races.entries()) {
        const outcome = `${race.late} ${check(race, joined[index]!, found)}`;
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    }
    expect([...outcomes.values()].reduce((sum, count) => sum + count)).to.equal(RACES);
    expect([...outcomes.keys()].sort()).to.deep.equal([
      "client cancelled",
      "client live",
      "counsellor cancelled",
      "counsellor live",
    ]);
  }).timeout(400_000);

  /** Paid sessions, in each of whose rooms one of the two has been waiting until now. */
  async function prepare(first: number): Promise<Race[]> {
    const races = Array.from({ length: AT_ONCE }, (_, index) => newRace(first + index));
    const ids = races.map(({ appointment }) => appointment);
    await Promise.all([
      AppointmentModel.insertMany(ids),
      ChargeModel.insertMany(ids.map(({ chargeId }) => ({ ...pattern.charge, _id: chargeId, key: chargeId }))),
      PaymentModel.insertMany(
        ids.map(({ _id, clientId, chargeId }) => {
          const own = { _id: new mongoose.Types.ObjectId(), appointmentId: _id, clientId, chargeId };
          return { ...pattern.payment, ...own };
        }),
      ),
    ]);
    return races;
  }

  function newRace(number: number): Race {
    const late = number % 2 === 0 ? "client" : "counsellor";
    const waits = late === "client" ? "counsellor" : "client";
    const newId = () => new mongoose.Types.ObjectId();
    const appointment = {
      ...pattern.appointment,
      ...{ _id: newId(), clientId: newId(), counsellorId: newId(), chargeId: String(newId()) },
      cameAt: { [waits]: START },
      presentUntil: { [waits]: later(site.clock.now(), 1) },
    };
    return { appointment, late };
  }

  /** Both at once, one a little before the other or the other before the one; whether the late one got in. */
  async function run({ appointment, late }: Race, number: number): Promise<boolean> {
    const person = { id: String(appointment[`${late}Id`]), name: "Late", email: "late@example.org" };
    const [joined] = await Promise.allSettled([
      afterTurns(number % 7, () => joinRoom(site.services, actorOf(person, late), String(appointment._id))),
      afterTurns(number % 5, () => cancelUnattended(site.services, appointment, site.clock.now())),
    ]);
    return joined.status === "fulfilled";
  }

  async function readAll(races: Race[]): Promise<Found> {
    const ids = mongoose.trusted({ $in: races.map(({ appointment }) => appointment._id) });
    const appointments = await AppointmentModel.find({ _id: ids }).lean();
    const payments = await PaymentModel.find({ appointmentId: ids }).lean();
    return {
      appointments: new Map(appointments.map((appointment) => [String(appointment._id), appointment])),
      payments: new Map(payments.map((payment) => [String(payment.appointmentId), payment])),
    };
  }

  function check({ appointment, late }: Race, gotIn: boolean, found: Found): string {
    const { status, deadlineAt, cancellation, history } = found.appointments.get(String(appointment._id))!;
    const payment = found.payments.get(String(appointment._id))!;
    expect(status).to.equal(gotIn ? "live" : "cancelled");
    expect(deadlineAt?.getTime()).to.equal(gotIn ? appointment.endsAt.getTime() : undefined);
    expect(cancellation?.reason).to.equal(gotIn ? undefined : `${late} absent`);
    expect(payment.status).to.equal(!gotIn && late === "counsellor" ? "refunded" : "approved");
    expect(history.filter(({ what }) => what === status)).to.have.length(1);
    return status;
  }
});

/** Lets so many turns of the event loop pass first. */
async function afterTurns<T>(turns: number, then: () => Promise<T>): Promise<T> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return then();
}
