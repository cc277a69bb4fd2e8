import mongoose, { Schema } from "mongoose";

/**
 * One try at paying for an appointment. It is written before the gateway is asked, and stays `pending` until appointment and
 * money agree: whatever is interrupted in between, a sweep finds it and finishes.
 */
export interface Payment {
  _id: mongoose.Types.ObjectId;
  appointmentId: mongoose.Types.ObjectId;
  /** 1 for the first try, one more after each card that was declined. */
  attempt: number;
  amountCents: number;
  status: "pending" | "approved" | "declined" | "refunded";
  chargeId?: string;
  lastFour?: string;
  brand?: string;
  at: Date;
}

const schema = new Schema<Payment>(
  {
    appointmentId: { type: Schema.Types.ObjectId, required: true },
    attempt: { type: Number, required: true },
    amountCents: { type: Number, required: true },
    status: { type: String, enum: ["pending", "approved", "declined", "refunded"], required: true },
    chargeId: String,
    lastFour: String,
    brand: String,
    at: { type: Date, required: true },
  },
  { collection: "payments", versionKey: false },
);
schema.index({ appointmentId: 1, attempt: 1 }, { unique: true });
schema.index({ status: 1, at: 1 });

export const PaymentModel = mongoose.model("Payment", schema);

/** The key under which the gateway charges once, however often it is asked. */
export function idempotencyKey({ appointmentId, attempt }: Pick<Payment, "appointmentId" | "attempt">): string {
  return `${appointmentId.toString()}:${attempt}`;
}
