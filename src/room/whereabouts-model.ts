import mongoose, { Schema } from "mongoose";
import type { Sealed } from "../platform/secrets.js";

/**
 * What a client said last of where they are and whom to call in an emergency, and for which session; one for each client.
 * Sealed for `whereabouts:<clientId>`.
 */
export interface StoredWhereabouts {
  _id: mongoose.Types.ObjectId;
  clientId: mongoose.Types.ObjectId;
  appointmentId: mongoose.Types.ObjectId;
  said: Sealed;
  at: Date;
}

const sealed = { _id: false, keyId: { type: String, required: true }, box: { type: Buffer, required: true } };

const schema = new Schema<StoredWhereabouts>(
  {
    clientId: { type: Schema.Types.ObjectId, required: true },
    appointmentId: { type: Schema.Types.ObjectId, required: true },
    said: { type: sealed, required: true },
    at: { type: Date, required: true },
  },
  { collection: "whereabouts", versionKey: false },
);
schema.index({ clientId: 1 }, { unique: true });

export const WhereaboutsModel = mongoose.model("Whereabouts", schema);
