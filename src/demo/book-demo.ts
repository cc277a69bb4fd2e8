import mongoose from "mongoose";
import { AccountModel } from "../accounts/account-model.js";
import { AppointmentModel, uncounted, type Appointment } from "../appointments/appointment-model.js";
import { attendanceDeadline, addMinutes } from "../appointments/appointment-rules.js";
import { becomeClient } from "../clients/become-client.js";
import { ticksOf } from "../availability/slot-rules.js";
import { termsFor, type Terms } from "../catalogue/terms-rules.js";
import { CounsellorModel, type Counsellor } from "../profiles/counsellor-model.js";
import { idempotencyKey, PaymentModel } from "../payments/payment-model.js";
import { refundPayment } from "../payments/refund-payment.js";
import type { Services } from "../services.js";
import type { DemoCounsellor } from "./demo-people.js";

const CARD = { number: "4242424242424242", expiryMonth: 12, expiryYear: 2099, securityCode: "123" };
const BUFFER_MINUTES = 10;

/**
 * Books and pays the counsellor's first session type for a demo client; `outcome` says what became of a session that is over.
 * Throws the index's refusal where the time is taken.
 */
export async function bookDemo(
  services: Services,
  who: { client: { email: string }; counsellor: DemoCounsellor; startsAt: Date },
  outcome: Partial<Appointment> = {},
): Promise<Appointment> {
  const [client, counsellor] = await Promise.all([findId(who.client.email), findId(who.counsellor.email)]);
  const profile = await CounsellorModel.findById(counsellor).orFail().lean();
  const now = services.clock.now();
  const threeDaysBefore = addMinutes(who.startsAt, -3 * 24 * 60);
  const bookedAt = threeDaysBefore < now ? threeDaysBefore : now;
  const booked = bookedWith(profile, { clientId: client, startsAt: who.startsAt, bookedAt });
  const isOver = outcome.status !== undefined;
  const made = await AppointmentModel.create({ ...booked, ...(isOver ? {} : claimOf(booked)), ...outcome });
  await becomeClient(booked, bookedAt);
  await pay(services, made.toObject(), bookedAt);
  return made.toObject();
}

interface DemoBooking {
  clientId: mongoose.Types.ObjectId;
  startsAt: Date;
  bookedAt: Date;
}

type BookedSession = Terms &
  Pick<
    Appointment,
    | "_id"
    | "clientId"
    | "counsellorId"
    | "status"
    | "sessionType"
    | "medium"
    | "startsAt"
    | "endsAt"
    | "paymentAttempt"
    | "cameAt"
    | "presentUntil"
    | "uncounted"
    | "history"
  >;

/** A session with the counsellor's first session type, booked then. */
export function bookedWith(profile: Counsellor, { clientId, startsAt, bookedAt }: DemoBooking): BookedSession {
  const [offer] = profile.offers;
  const [medium] = profile.media;
  if (!offer || !medium) throw new Error(`${profile.name} offers nothing`);
  return {
    _id: new mongoose.Types.ObjectId(),
    clientId,
    counsellorId: profile._id,
    status: "booked" as const,
    sessionType: offer.type,
    medium,
    startsAt,
    endsAt: addMinutes(startsAt, offer.minutes),
    ...termsFor(profile, offer),
    paymentAttempt: 1,
    cameAt: {},
    presentUntil: {},
    ...uncounted(),
    history: [{ at: bookedAt, by: "client" as const, what: "booked" as const }],
  };
}

/** What keeps the time of a session still to come. */
function claimOf({ startsAt, endsAt }: Pick<Appointment, "startsAt" | "endsAt">) {
  return {
    ticks: ticksOf(startsAt, endsAt, BUFFER_MINUTES),
    deadlineAt: attendanceDeadline({ startsAt, endsAt }),
    needsNotice: true as const,
  };
}

async function findId(email: string): Promise<mongoose.Types.ObjectId> {
  return (await AccountModel.findOne({ email }, { _id: 1 }).orFail().lean())._id;
}

async function pay(
  services: Services,
  { _id, clientId, priceCents, cancellation }: Appointment,
  at: Date,
): Promise<void> {
  const attempt = { appointmentId: _id, attempt: 1 };
  const charge = await services.gateway.charge({ key: idempotencyKey(attempt), amountCents: priceCents, card: CARD });
  const { id: chargeId, lastFour, brand } = charge;
  const paid = { ...attempt, clientId, amountCents: priceCents, status: "approved" as const };
  const payment = await PaymentModel.create({ ...paid, chargeId, lastFour, brand, at });
  await AppointmentModel.updateOne({ _id }, { $set: { chargeId } });
  const back = cancellation?.refundCents ?? 0;
  if (back > 0) await refundPayment(services, payment.toObject(), back);
}
