import mongoose, { Schema } from "mongoose";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Place, Sealed } from "../platform/secrets.js";

/** What each of a counsellor's invoices says; its id is the id of their account. */
export interface InvoiceSettings {
  _id: mongoose.Types.ObjectId;
  /** Their name and address, line by line. */
  address: Sealed;
  /** In hundredths of a percent. */
  taxRate: number;
  taxText: string;
  /** Another one with each change, so that two windows do not overwrite each other. */
  version: string;
}

const schema = new Schema<InvoiceSettings>(
  {
    address: { type: sealedShape, required: true },
    taxRate: { type: Number, required: true },
    taxText: { type: String, default: "" },
    version: { type: String, required: true },
  },
  { collection: "invoiceSettings", versionKey: false },
);

export const InvoiceSettingsModel = mongoose.model("InvoiceSettings", schema);

const placeOf = sealedIn("invoiceSettings");

/** Where a counsellor's own address is sealed. */
export const addressPlace = (id: { toString(): string }): Place => placeOf({ _id: id }, "address");
