import mongoose, { Schema } from "mongoose";

/** A charge as the test gateway keeps it: the books of the other side, which HealSpace reads only through the gateway. */
export interface Charge {
  _id: mongoose.Types.ObjectId;
  key: string;
  amountCents: number;
  status: "approved" | "declined";
  explanation?: string;
  lastFour: string;
  brand: string;
  at: Date;
  refundedAt?: Date;
}

const schema = new Schema<Charge>(
  {
    key: { type: String, required: true },
    amountCents: { type: Number, required: true },
    status: { type: String, enum: ["approved", "declined"], required: true },
    explanation: String,
    lastFour: { type: String, required: true },
    brand: { type: String, required: true },
    at: { type: Date, required: true },
    refundedAt: Date,
  },
  { collection: "testGatewayCharges", versionKey: false },
);
schema.index({ key: 1 }, { unique: true });

export const ChargeModel = mongoose.model("Charge", schema);
