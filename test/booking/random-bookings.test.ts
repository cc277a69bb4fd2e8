import { expect } from "chai";
import mongoose from "mongoose";
import { applyDeadlines } from "../../src/booking/apply-deadlines.js";
import { AppointmentModel, type Appointment } from "../../src/appointments/appointment-model.js";
import { cancellationTerms, wasBooked } from "../../src/appointments/appointment-rules.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { handlePaymentEvent } from "../../src/booking/follow-payment.js";
import { payAppointment } from "../../src/booking/pay-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { releaseHold } from "../../src/booking/release-hold.js";
import { rescheduleAppointment } from "../../src/booking/reschedule-appointment.js";
import { findAvailability } from "../../src/availability/find-availability.js";
import { findSlots } from "../../src/availability/find-slots.js";
import { ticksOf } from "../../src/availability/slot-rules.js";
import { saveAvailability } from "../../src/availability/save-availability.js";
import { becomeClient } from "../../src/clients/become-client.js";
import { acceptOffer, declineOffer, withdrawOffer } from "../../src/offers/answer-offer.js";
import { makeOffer } from "../../src/offers/make-offer.js";
import { offerMove } from "../../src/offers/offer-move.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import { PaymentModel } from "../../src/payments/payment-model.js";
import { TEST_CARDS } from "../../src/payments/card-rules.js";
import type { TestGateway } from "../../src/payments/test-gateway.js";
import { Conflict, SafeError } from "../../src/platform/errors.js";
import { actorOf, GOOD_CARD, wanted, countNoHolds } from "../support/booking.js";
import { NoRuns } from "../support/no-runs.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";
import { Random } from "../support/random.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { SEED, TRIAL_MS, TRIALS } from "../support/trials.js";

const OPERATIONS = TRIALS.bookings;
const CLIENTS = 20;
/** A look at all free times serves this many rounds: some of them are taken by then. */
const ROUNDS_PER_LOOK = 3;
const BUFFERS = [0, 10, 30];
const DAY_MS = 24 * 60 * 60_000;

/** What clients do, each as often as it stands here: with nothing booked, with a hold, with a booking; and what happens around. */
const NONE = ["hold"] as const;
const HELD = ["pay", "pay", "pay", "pay", "pay", "release", "hold"] as const;
/** With a hold whose card is still to be confirmed. */
const WAITING = ["confirm", "confirm", "confirm", "pay", "release"] as const;
const BOOKED = ["cancel", "move", "move", "hold", "offerMove", "offerMove"] as const;
const OFFERED = ["accept", "accept", "accept", "decline", "withdraw"] as const;
const AROUND = ["hours", "jump", "sweep", "offer", "offer", "offer"] as const;

describe(`${OPERATIONS} random operations of ${CLIENTS} clients and their counsellors at once (seed ${SEED})`, () => {
  let site: TestSite;
  let clients: TestPerson[];
  let counsellors: TestPerson[];
  const random = new Random(SEED);
  const freeTimes = new Map<string, Date[]>();
  let appointments: Appointment[] = [];

  before(async () => {
    site = await startTestSite({ replace: { sharedRuns: new NoRuns() } });
    countNoHolds(site);
    clients = await Promise.all(Array.from({ length: CLIENTS }, () => makeClient()));
    counsellors = await Promise.all([makeCounsellor(), makeCounsellor({ zone: "America/New_York" }), makeCounsellor()]);
    const pairs = clients.flatMap(({ id }) => counsellors.map((one) => ({ clientId: id, counsellorId: one.id })));
    await Promise.all(pairs.map((pair) => becomeClient(pair, site.clock.now())));
  });
  after(() => site.stop());

  it("never overlap, leave no claim without a live appointment, and keep no money for a time not given", async () => {
    const done: Record<string, number> = {};
    for (let begun = 0; begun < OPERATIONS; begun += CLIENTS) {
      await lookAround((begun / CLIENTS) % ROUNDS_PER_LOOK === 0);
      await Promise.all(
        clients.map(async (client) => {
          const [operation, outcome] = await someOperation(client);
          done[`${operation} ${outcome}`] = (done[`${operation} ${outcome}`] ?? 0) + 1;
        }),
      );
      if (begun % 500 === 0) await check(`after ${begun}`);
    }
    site.clock.advance({ hours: 2 });
    for (let sweeps = 0; sweeps < 3; sweeps += 1) {
      await site.sweep();
      site.clock.advance({ minutes: 1 });
    }
    await check("at the end");
    await checkMoney();
    for (const operation of ["hold", "pay", "confirm", "cancel", "move", "release", "hours", "jump"])
      expect(done[`${operation} done`], operation).to.be.greaterThan(OPERATIONS / 400);
    for (const operation of ["offer", "offerMove", "accept", "decline", "withdraw"])
      expect(done[`${operation} done`], operation).to.be.greaterThan(OPERATIONS / 2000);
  }).timeout(TRIAL_MS);

  /** What all clients see before they act at once: the free times of two days, and what they have. */
  async function lookAround(isForTimes: boolean): Promise<void> {
    const standing = { status: mongoose.trusted({ $in: ["offered", "held", "booked"] as const }) };
    appointments = await AppointmentModel.find(standing).lean();
    if (!isForTimes) return;
    const from = new Date(site.clock.now().getTime() + random.whole(0, 1) * DAY_MS);
    const to = new Date(from.getTime() + DAY_MS);
    for (const { id } of counsellors) {
      const free = await findSlots(site.services, { counsellorId: id, minutes: 50 }, { from, to });
      freeTimes.set(id, free.length > 0 ? free : [to]);
    }
  }

  /** Does one of the things that this client can do with what they have, or that happen around them. */
  async function someOperation(client: TestPerson): Promise<[keyof typeof operations, "done" | "refused"]> {
    const own = appointments.filter(({ clientId }) => String(clientId) === client.id);
    const appointment = random.pick<Appointment | undefined>(own);
    const isAround = random.whole(1, 100) <= 8;
    const operation = random.pick(isAround ? AROUND : possible(appointment));
    try {
      await operations[operation](client, appointment as Appointment);
      return [operation, "done"];
    } catch (error) {
      // Any other failure than a kind refusal is a fault.
      if (error instanceof SafeError) return [operation, "refused"];
      throw error;
    }
  }

  const possible = (appointment: Appointment | undefined) => {
    if (appointment?.status === "offered") return OFFERED;
    if (appointment?.status === "held") return appointment.heldLonger ? WAITING : HELD;
    return appointment ? BOOKED : NONE;
  };

  const operations = {
    async hold(client: TestPerson) {
      const counsellor = random.pick(counsellors);
      const startsAt = someSlot(counsellor.id).toISOString();
      await placeHold(site.services, actorOf(client), wanted(counsellor, startsAt));
    },
    async pay(client: TestPerson, { holdId }: Appointment) {
      const { number } = random.pick([...TEST_CARDS, GOOD_CARD, GOOD_CARD, GOOD_CARD, GOOD_CARD]);
      await payAppointment(site.services, actorOf(client), String(holdId), { ...GOOD_CARD, number });
    },
    async confirm(_client: TestPerson, { _id }: Appointment) {
      const charge = await ChargeModel.findOne({ key: new RegExp(`^${String(_id)}`), status: "confirming" }).lean();
      if (!charge) throw new Conflict();
      await (site.services.gateway as TestGateway).confirm(String(charge._id), random.whole(1, 4) > 1);
      await site.services.gateway.deliverEvents((event) => handlePaymentEvent(site.services, event));
    },
    async cancel(client: TestPerson, appointment: Appointment) {
      const by = random.pick(["client", "counsellor"] as const);
      const terms = cancellationTerms(appointment, by, site.clock.now());
      const id = by === "client" ? client.id : String(appointment.counsellorId);
      const actor = actorOf({ id, name: "", email: "" }, by);
      await cancelAppointment(site.services, actor, String(appointment._id), terms?.refundCents ?? 0);
    },
    async move(client: TestPerson, { _id, startsAt: from, counsellorId }: Appointment) {
      const startsAt = someSlot(String(counsellorId));
      await rescheduleAppointment(site.services, actorOf(client), { appointmentId: String(_id), from, startsAt });
    },
    async release(client: TestPerson, { holdId }: Appointment) {
      await releaseHold(site.services, actorOf(client), String(holdId));
    },
    async offer(client: TestPerson) {
      const counsellor = random.pick(counsellors);
      const wish = {
        sessionType: "individual",
        medium: "video",
        startsAt: someSlot(counsellor.id),
        outside: true,
      } as const;
      await makeOffer(site.services, actorOf(counsellor, "counsellor"), { ...wish, clientId: client.id });
    },
    async offerMove(_client: TestPerson, { _id, startsAt: from, counsellorId }: Appointment) {
      const moved = new Date(from.getTime() + random.pick([30, -30, 60, 120, 24 * 60]) * 60_000);
      const wish = { appointmentId: String(_id), from, startsAt: moved, outside: true };
      await offerMove(site.services, actorOf({ id: String(counsellorId), name: "", email: "" }, "counsellor"), wish);
    },
    async accept(client: TestPerson, { _id }: Appointment) {
      await acceptOffer(site.services, actorOf(client), String(_id));
    },
    async decline(client: TestPerson, { _id }: Appointment) {
      await declineOffer(site.services, actorOf(client), String(_id));
    },
    async withdraw(_client: TestPerson, { _id, counsellorId }: Appointment) {
      const actor = actorOf({ id: String(counsellorId), name: "", email: "" }, "counsellor");
      await withdrawOffer(site.services, actor, String(_id));
    },
    async hours() {
      const counsellor = random.pick(counsellors);
      const hours = await findAvailability(counsellor.id);
      const day = [{ from: `${String(random.whole(6, 12)).padStart(2, "0")}:00`, to: "20:00" }];
      const weekly = Array.from({ length: 7 }, () => day);
      const bufferMinutes = random.pick(BUFFERS);
      await saveAvailability(site.services, actorOf(counsellor, "counsellor"), { ...hours, weekly, bufferMinutes });
    },
    jump: () => Promise.resolve(site.clock.advance({ minutes: random.pick([1, 3, 11, 40]) })),
    async sweep() {
      await applyDeadlines(site.services);
    },
  };

  function someSlot(counsellorId: string): Date {
    return random.pick(freeTimes.get(counsellorId) ?? []);
  }

  async function check(when: string): Promise<void> {
    const claims = await AppointmentModel.find({ ticks: mongoose.trusted({ $exists: true }) }).lean();
    for (const { status, startsAt, endsAt, moves, ticks = [] } of claims) {
      expect(status, when).to.be.oneOf(["offered", "held", "booked", "live"]);
      // Another time for a session claims only what the session does not.
      if (moves) continue;
      const whole = BUFFERS.map((buffer) => String(ticksOf(startsAt, endsAt, buffer)));
      expect(whole, `${when}: from its start to its end and a buffer`).to.include(String(ticks));
    }
    for (const party of ["counsellorId", "clientId"] as const)
      checkApart(
        claims.filter(({ moves }) => !moves),
        party,
        when,
      );
    const unclaimed = {
      status: mongoose.trusted({ $in: ["offered", "held", "booked", "live"] as const }),
      moving: mongoose.trusted({ $exists: false }),
      ticks: mongoose.trusted({ $exists: false }),
    };
    expect(await AppointmentModel.countDocuments(unclaimed), when).to.equal(0);
  }

  /** By what people see, not by what was claimed: no session begins before the one before it has ended, with its buffer. */
  function checkApart(claims: Appointment[], party: "counsellorId" | "clientId", when: string): void {
    const inOrder = [...claims].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
    const busyUntil = new Map<string, number>();
    for (const { [party]: id, startsAt, endsAt, ticks = [] } of inOrder) {
      expect(busyUntil.get(String(id)) ?? 0, `${when}: ${party} twice`).to.be.at.most(startsAt.getTime());
      const buffer = BUFFERS.find((one) => ticksOf(startsAt, endsAt, one).length === ticks.length) ?? 0;
      busyUntil.set(String(id), endsAt.getTime() + (party === "counsellorId" ? buffer * 60_000 : 0));
    }
  }

  async function checkMoney(): Promise<void> {
    const [appointments, charges] = await Promise.all([AppointmentModel.find().lean(), ChargeModel.find().lean()]);
    const byCharge = new Map(appointments.map((appointment) => [appointment.chargeId, appointment]));
    expect(await PaymentModel.countDocuments({ status: "pending" })).to.equal(0);
    expect(appointments.filter(({ status }) => status === "held")).to.deep.equal([]);
    for (const { _id, status, amountCents, refundedCents } of charges) {
      const appointment = byCharge.get(String(_id));
      const kept = status === "approved" ? amountCents - refundedCents : 0;
      const owed = appointment ? appointment.priceCents - (appointment.cancellation?.refundCents ?? 0) : 0;
      expect(kept, `${appointment?.status} ${JSON.stringify(appointment?.cancellation)}`).to.equal(owed);
    }
    const paid = appointments.filter(wasBooked);
    expect(new Set(paid.map(({ chargeId }) => chargeId)).size, "each by a charge of its own").to.equal(paid.length);
  }
});
