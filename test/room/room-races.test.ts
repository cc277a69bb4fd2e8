import { expect } from "chai";
import mongoose from "mongoose";
import { AppointmentModel, type Appointment } from "../../src/appointments/appointment-model.js";
import { addMinutes } from "../../src/appointments/appointment-rules.js";
import { AttendanceModel } from "../../src/appointments/attendance-model.js";
import type { Party } from "../../src/protocol/messages.js";
import { cancelUnattended } from "../../src/booking/cancel-unattended.js";
import { Conflict } from "../../src/platform/errors.js";
import { ChargeModel, type Charge } from "../../src/payments/charge-model.js";
import { PaymentModel, type Payment } from "../../src/payments/payment-model.js";
import { joinRoom } from "../../src/room/join-room.js";
import { actorOf, book } from "../support/booking.js";
import { makeClient, makeCounsellor } from "../support/people.js";
import { questions } from "../support/questions.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { TRIAL_MS, TRIALS } from "../support/trials.js";

const START = new Date("2026-11-24T10:00:00Z");
const GIVEN_UP = new Date("2026-11-24T10:30:00Z");
const RACES = TRIALS.arrivals;
const AT_ONCE = 50;

/** Either side wins each sort of race at some time; someone who comes alone is waited for, or finds it cancelled. */
const OUTCOMES = [
  "both arrive: cancelled, unattended",
  "both arrive: live",
  "client arrives to nobody: booked",
  "client arrives to nobody: cancelled, unattended",
  "client arrives to one waiting: cancelled, client absent",
  "client arrives to one waiting: live",
  "counsellor arrives to nobody: booked",
  "counsellor arrives to nobody: cancelled, unattended",
  "counsellor arrives to one waiting: cancelled, counsellor absent",
  "counsellor arrives to one waiting: live",
];

/** Who has been waiting until the moment of giving up, and who arrives in it. */
const SORTS: { waiting: Party[]; arriving: Party[] }[] = [
  { waiting: ["counsellor"], arriving: ["client"] },
  { waiting: ["client"], arriving: ["counsellor"] },
  { waiting: [], arriving: ["client", "counsellor"] },
  { waiting: [], arriving: ["client"] },
  { waiting: [], arriving: ["counsellor"] },
];

interface Race {
  appointment: Appointment;
  waiting: Party[];
  arriving: Party[];
}

interface Found {
  appointments: Map<string, Appointment>;
  payments: Map<string, Payment>;
}

describe("Someone who arrives at the moment of giving up", () => {
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

  it(`either begins the session or finds it cancelled, and the money goes with that, at least ${RACES} times`, async () => {
    const outcomes = new Set<string>();
    for (let begun = 0; begun < RACES || (outcomes.size < OUTCOMES.length && begun < 20 * RACES); begun += AT_ONCE) {
      const races = await prepare(begun);
      const gotIn = await Promise.all(races.map((race, index) => run(race, begun + index)));
      await site.sweep();
      const found = await readAll(races);
      for (const [index, race] of races.entries()) {
        outcomes.add(check(race, gotIn[index]!, found));
      }
    }
    expect([...outcomes].sort()).to.deep.equal(OUTCOMES);
  }).timeout(TRIAL_MS);

  /** Paid sessions at the moment of giving up. */
  async function prepare(first: number): Promise<Race[]> {
    const races = Array.from({ length: AT_ONCE }, (_, index) => newRace(first + index));
    const ids = races.map(({ appointment }) => appointment);
    await Promise.all([
      AppointmentModel.insertMany(ids),
      AttendanceModel.insertMany(races.flatMap(arrivalsOf)),
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
    const sort = SORTS[number % SORTS.length]!;
    const newId = () => new mongoose.Types.ObjectId();
    const appointment = {
      ...pattern.appointment,
      ...{ _id: newId(), clientId: newId(), counsellorId: newId(), chargeId: String(newId()) },
      cameAt: Object.fromEntries(sort.waiting.map((party) => [party, START])),
      presentUntil: Object.fromEntries(sort.waiting.map((party) => [party, addMinutes(site.clock.now(), 1)])),
    };
    return { appointment, ...sort };
  }

  function arrivalsOf({ appointment, waiting }: Race) {
    const { _id: appointmentId } = appointment;
    return waiting.map((role) => ({
      appointmentId,
      accountId: appointment[`${role}Id`],
      role,
      what: "joined",
      at: START,
    }));
  }

  /** All at once, some a little before the others; who of the arriving got in. */
  async function run({ appointment, arriving }: Race, number: number): Promise<Party[]> {
    const joins = arriving.map((party, index) => {
      const person = { id: String(appointment[`${party}Id`]), name: "Late", email: "late@example.org" };
      const wait = questions((number * (index + 1)) % 7);
      return wait.then(() => joinRoom(site.services, actorOf(person, party), String(appointment._id)));
    });
    const givingUp = questions(number % 11).then(() => cancelUnattended(site.services, appointment, site.clock.now()));
    const [joined] = await Promise.all([Promise.allSettled(joins), givingUp]);
    for (const join of joined) if (join.status === "rejected") expect(join.reason).to.be.instanceOf(Conflict);
    return arriving.filter((_, index) => joined[index]?.status === "fulfilled");
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

  /** Throws where outcome, money and who got in do not agree. */
  function check({ appointment, waiting, arriving }: Race, gotIn: Party[], found: Found): string {
    const { status, deadlineAt, cancellation, history } = found.appointments.get(String(appointment._id))!;
    const payment = found.payments.get(String(appointment._id))!;
    const came = [...waiting, ...gotIn].sort();
    const alone = waiting.length === 0 ? "booked" : "cancelled";
    const reason = waiting[0] === "client" ? "counsellor absent" : waiting[0] ? "client absent" : "unattended";

    expect(status, came.join()).to.equal(came.length === 2 ? "live" : came.length === 1 ? alone : "cancelled");
    if (status === "live") expect(deadlineAt).to.deep.equal(appointment.endsAt);
    else if (status === "booked") expect(deadlineAt).to.be.greaterThan(GIVEN_UP);
    else expect(deadlineAt).to.equal(undefined);
    expect(cancellation?.reason).to.equal(status === "cancelled" ? reason : undefined);
    const isReturned = status === "cancelled" && reason !== "client absent";
    expect(payment.status).to.equal(isReturned ? "refunded" : "approved");
    expect(history.filter(({ what }) => what === status)).to.have.length(1);
    const to =
      arriving.length === 2 ? "both arrive" : `${arriving[0]} arrives to ${waiting[0] ? "one waiting" : "nobody"}`;
    return status === "cancelled" ? `${to}: cancelled, ${reason}` : `${to}: ${status}`;
  }
});
