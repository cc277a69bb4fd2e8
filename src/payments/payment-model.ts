import mongoose, { Schema } from "mongoose";
import { MEDIA, SESSION_TYPES, type Medium, type SessionType } from "../catalogue/catalogue-rules.js";
import { CANCEL_WINDOW_HOURS, PAY_WAYS, type Terms } from "../catalogue/terms-rules.js";
import type { ChargeStatus } from "./charge-rules.js";

/** A refund: "asked" until the gateway reports it as "returned". */
export interface Refund {
  cents: number;
  status: "asked" | "returned";
  askedAt: Date;
  returnedAt?: Date;
}

/** A copy of the hold that a payment is for, so that its time can be claimed again if the hold expires first. */
export interface PaidHold extends Terms {
  _id: mongoose.Types.ObjectId;
  holdId: mongoose.Types.ObjectId;
  clientId: mongoose.Types.ObjectId;
  counsellorId: mongoose.Types.ObjectId;
  sessionType: SessionType;
  medium: Medium;
  startsAt: Date;
  endsAt: Date;
  ticks: number[];
  paymentAttempt: number;
}

/**
 * One try at paying for an appointment. It is written before the gateway is asked, and stays `pending` until appointment and
 * money agree: whatever is interrupted in between, a sweep finds it and finishes.
 */
export interface Payment {
  _id: mongoose.Types.ObjectId;
  appointmentId: mongoose.Types.ObjectId;
  clientId: mongoose.Types.ObjectId;
  /** 1 for the first try, one more after each card that was declined. */
  attempt: number;
  amountCents: number;
  /** "refunded" from when the gateway has taken the order to return it, all or a part. */
  status: "pending" | "approved" | "declined" | "refunded";
  chargeId?: string;
  /** What the gateway last said of its charge. */
  chargeStatus?: ChargeStatus;
  lastFour?: string;
  brand?: string;
  /** Why its card was declined. */
  explanation?: string;
  refund?: Refund;
  /** Set when its refund has arrived; cleared once the notice exists. */
  needsNotice?: true;
  hold?: PaidHold;
  /** Set once the client, or the counsellor, no longer wants the held time: the payment does not claim it again. */
  givenUp?: true;
  /** Counts attempts to book its time, so that booking it and marking it as lost exclude each other. */
  bookings?: number;
  /** Set, and never cleared, when it arrived after its time was gone: all of it is refunded. */
  lost?: true;
  at: Date;
}

const holdSchema = new Schema<PaidHold>({
  holdId: { type: Schema.Types.ObjectId, required: true },
  clientId: { type: Schema.Types.ObjectId, required: true },
  counsellorId: { type: Schema.Types.ObjectId, required: true },
  sessionType: { type: String, enum: Object.keys(SESSION_TYPES), required: true },
  medium: { type: String, enum: Object.keys(MEDIA), required: true },
  startsAt: { type: Date, required: true },
  endsAt: { type: Date, required: true },
  priceCents: { type: Number, required: true },
  payBy: { type: String, enum: PAY_WAYS, default: "site" },
  windowHours: { type: Number, default: CANCEL_WINDOW_HOURS.usual },
  ticks: { type: [Number], required: true },
  paymentAttempt: { type: Number, required: true },
});

const schema = new Schema<Payment>(
  {
    appointmentId: { type: Schema.Types.ObjectId, required: true },
    clientId: { type: Schema.Types.ObjectId, required: true },
    attempt: { type: Number, required: true },
    amountCents: { type: Number, required: true },
    status: { type: String, enum: ["pending", "approved", "declined", "refunded"], required: true },
    chargeId: String,
    chargeStatus: String,
    lastFour: String,
    brand: String,
    explanation: String,
    refund: {
      type: new Schema<Refund>({ cents: Number, status: String, askedAt: Date, returnedAt: Date }, { _id: false }),
      default: undefined,
    },
    needsNotice: Boolean,
    hold: { type: holdSchema, default: undefined },
    givenUp: Boolean,
    bookings: Number,
    lost: Boolean,
    at: { type: Date, required: true },
  },
  { collection: "payments", versionKey: false },
);
schema.index({ appointmentId: 1, attempt: 1 }, { unique: true });
schema.index({ "hold.holdId": 1 }, { sparse: true });
schema.index({ status: 1, at: 1 });
schema.index({ chargeId: 1 }, { sparse: true });
schema.index({ clientId: 1, at: -1 }, { partialFilterExpression: { lost: true } });
schema.index({ needsNotice: 1 }, { partialFilterExpression: { needsNotice: true } });

export const PaymentModel = mongoose.model("Payment", schema);

/** The idempotency key of its charge. */
export function idempotencyKey({ appointmentId, attempt }: Pick<Payment, "appointmentId" | "attempt">): string {
  return `${appointmentId.toString()}:${attempt}`;
}

/** The attempt that a key stands for. */
export function attemptOf(key: string): { appointmentId: string; attempt: number } {
  const [appointmentId = "", attempt = ""] = key.split(":");
  return { appointmentId, attempt: Number(attempt) };
}
