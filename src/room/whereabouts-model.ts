import mongoose, { Schema } from "mongoose";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Place, Sealed } from "../platform/secrets.js";

/**
 * Where a client last said they are, whom to call in an emergency, and for which session. One per client, with the client's id
 * as its own.
 */
export interface StoredWhereabouts {
  _id: mongoose.Types.ObjectId;
  clientId: mongoose.Types.ObjectId;
  appointmentId: mongoose.Types.ObjectId;
  said: Sealed;
  at: Date;
}

const schema = new Schema<StoredWhereabouts>(
  {
    clientId: { type: Schema.Types.ObjectId, required: true },
    appointmentId: { type: Schema.Types.ObjectId, required: true },
    said: { type: sealedShape, required: true },
    at: { type: Date, required: true },
  },
  { collection: "whereabouts", versionKey: false },
);
schema.index({ clientId: 1 }, { unique: true });

export const WhereaboutsModel = mongoose.model("Whereabouts", schema);

const placeOf = sealedIn("whereabouts");

/** Where a client's whereabouts are sealed. */
export const whereaboutsPlace = (clientId: mongoose.Types.ObjectId): Place => placeOf({ _id: clientId }, "said");
