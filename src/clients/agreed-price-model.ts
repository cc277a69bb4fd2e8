import mongoose, { Schema } from "mongoose";
import { SESSION_TYPES, type SessionType } from "../catalogue/catalogue-rules.js";

/** The price of a session type that a counsellor agreed with one client. */
export interface AgreedPrice {
  type: SessionType;
  /** 0 makes it free. */
  priceCents: number;
}

/** What a counsellor agreed with one client; only these two see it. */
export interface AgreedPrices {
  _id: mongoose.Types.ObjectId;
  counsellorId: mongoose.Types.ObjectId;
  clientId: mongoose.Types.ObjectId;
  prices: AgreedPrice[];
}

const schema = new Schema<AgreedPrices>(
  {
    counsellorId: { type: Schema.Types.ObjectId, required: true },
    clientId: { type: Schema.Types.ObjectId, required: true },
    prices: [{ _id: false, type: { type: String, enum: Object.keys(SESSION_TYPES) }, priceCents: Number }],
  },
  { collection: "agreedPrices", versionKey: false },
);
schema.index({ counsellorId: 1, clientId: 1 }, { unique: true });

export const AgreedPricesModel = mongoose.model("AgreedPrices", schema);
