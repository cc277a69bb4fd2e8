import mongoose, { Schema } from "mongoose";
import type { ChargeStatus, GatewayEvent, RefundOutcome } from "./charge-rules.js";

/** A charge as the test gateway keeps it: the books of the other side, which HealSpace reads only through the gateway. */
export interface Charge {
  _id: mongoose.Types.ObjectId;
  key: string;
  amountCents: number;
  status: ChargeStatus;
  explanation?: string;
  lastFour: string;
  brand: string;
  at: Date;
  /** When the bank is done with one that is processing. */
  approvedFrom?: Date;
  refunds: (RefundOutcome & { returnedFrom: Date })[];
  refundedCents: number;
  /** Events still to be handed over. Each is stored by the very write that it reports. */
  events: { id: string; type: GatewayEvent["type"] }[];
}

const schema = new Schema<Charge>(
  {
    key: { type: String, required: true },
    amountCents: { type: Number, required: true },
    status: { type: String, enum: ["approved", "declined", "confirming", "processing"], required: true },
    explanation: String,
    lastFour: { type: String, required: true },
    brand: { type: String, required: true },
    at: { type: Date, required: true },
    approvedFrom: Date,
    refunds: [{ _id: false, key: String, amountCents: Number, status: String, returnedFrom: Date }],
    refundedCents: { type: Number, default: 0 },
    events: [{ _id: false, id: String, type: { type: String } }],
  },
  { collection: "testGatewayCharges", versionKey: false },
);
schema.index({ key: 1 }, { unique: true });
schema.index({ "events.id": 1 }, { sparse: true });
schema.index({ approvedFrom: 1 }, { partialFilterExpression: { status: "processing" } });
schema.index({ "refunds.status": 1 }, { sparse: true });

export const ChargeModel = mongoose.model("Charge", schema);
