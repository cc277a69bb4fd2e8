import mongoose, { Schema } from "mongoose";

/** Money that goes back: "asked" until the gateway says that it has been "returned". */
export interface Refund {
  cents: number;
  status: "asked" | "returned";
  askedAt: Date;
  returnedAt?: Date;
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
  lastFour?: string;
  brand?: string;
  /** Why its card was declined. */
  explanation?: string;
  refund?: Refund;
  /** Set when its money has arrived back, and taken away once the notice of that stands. */
  untold?: true;
  /** The hold as it was when it was to be paid, to be taken again should it run out meanwhile. */
  hold?: unknown;
  /** Set once its client, or the counsellor, has given the held time up: it is not taken again. */
  givenUp?: true;
  /** How often its held time was about to be booked: with this, booking it and calling it lost exclude each other. */
  bookings?: number;
  /** Set, for good, when it arrived after its time was gone, so that all of it goes back. */
  lost?: true;
  at: Date;
}

const schema = new Schema<Payment>(
  {
    appointmentId: { type: Schema.Types.ObjectId, required: true },
    clientId: { type: Schema.Types.ObjectId, required: true },
    attempt: { type: Number, required: true },
    amountCents: { type: Number, required: true },
    status: { type: String, enum: ["pending", "approved", "declined", "refunded"], required: true },
    chargeId: String,
    lastFour: String,
    brand: String,
    explanation: String,
    refund: {
      type: new Schema<Refund>({ cents: Number, status: String, askedAt: Date, returnedAt: Date }, { _id: false }),
      default: undefined,
    },
    untold: Boolean,
    hold: Schema.Types.Mixed,
    givenUp: Boolean,
    bookings: Number,
    lost: Boolean,
    at: { type: Date, required: true },
  },
  { collection: "payments", versionKey: false },
);
schema.index({ appointmentId: 1, attempt: 1 }, { unique: true });
schema.index({ status: 1, at: 1 });
schema.index({ chargeId: 1 }, { sparse: true });
schema.index({ "refund.status": 1 }, { sparse: true });
schema.index({ clientId: 1, at: -1 }, { partialFilterExpression: { lost: true } });
schema.index({ untold: 1 }, { partialFilterExpression: { untold: true } });

export const PaymentModel = mongoose.model("Payment", schema);

/** The key under which the gateway charges once, however often it is asked. */
export function idempotencyKey({ appointmentId, attempt }: Pick<Payment, "appointmentId" | "attempt">): string {
  return `${appointmentId.toString()}:${attempt}`;
}

/** The try at paying that a key stands for. */
export function attemptOf(key: string): { appointmentId: string; attempt: number } {
  const [appointmentId = "", attempt = ""] = key.split(":");
  return { appointmentId, attempt: Number(attempt) };
}
