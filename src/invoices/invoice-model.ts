import mongoose, { Schema } from "mongoose";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Place, Sealed } from "../platform/secrets.js";

/** An invoice, or one that cancels another. Once issued, nothing of it changes, and none is ever deleted. */
export interface Invoice {
  _id: mongoose.Types.ObjectId;
  counsellorId: mongoose.Types.ObjectId;
  clientId: mongoose.Types.ObjectId;
  appointmentId: mongoose.Types.ObjectId;
  /** Counts the counsellor's invoices from 1; none is left out. */
  number: number;
  kind: "invoice" | "cancelling";
  /** Of a session's invoices, 0 for the first, one more after each that was cancelled. A cancelling one has that of what it cancels. */
  round: number;
  /** The day in the counsellor's zone, such as "2026-11-28", and its month. */
  issuedOn: string;
  month: string;
  /** In the currency's smallest unit, tax included; negative where it cancels another. */
  totalCents: number;
  currency: string;
  /** An `InvoiceText` in JSON. */
  text: Sealed;
}

const schema = new Schema<Invoice>(
  {
    counsellorId: { type: Schema.Types.ObjectId, required: true },
    clientId: { type: Schema.Types.ObjectId, required: true },
    appointmentId: { type: Schema.Types.ObjectId, required: true },
    number: { type: Number, required: true },
    kind: { type: String, enum: ["invoice", "cancelling"], required: true },
    round: { type: Number, required: true },
    issuedOn: { type: String, required: true },
    month: { type: String, required: true },
    totalCents: { type: Number, required: true },
    currency: { type: String, required: true },
    text: { type: sealedShape, required: true },
  },
  { collection: "invoices", versionKey: false },
);
schema.index({ counsellorId: 1, number: 1 }, { unique: true });
schema.index({ appointmentId: 1, round: 1, kind: 1 }, { unique: true });
schema.index({ counsellorId: 1, month: 1, number: 1 });
schema.index({ counsellorId: 1, clientId: 1, number: -1 });

export const InvoiceModel = mongoose.model("Invoice", schema);

const placeOf = sealedIn("invoices");

/** Where the text of an invoice is sealed. */
export const invoicePlace = (id: { toString(): string }): Place => placeOf({ _id: id }, "text");
