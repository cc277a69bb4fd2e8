import mongoose, { Schema } from "mongoose";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Place, Sealed } from "../platform/secrets.js";

/** Where a client said they are during one session, and whom to call in an emergency. It has the appointment's id as its own. */
export interface StoredWhereabouts {
  _id: mongoose.Types.ObjectId;
  clientId: mongoose.Types.ObjectId;
  said: Sealed;
  at: Date;
  /** When to look whether the session ended a day ago, so that this is erased. */
  lookAt: Date;
}

const schema = new Schema<StoredWhereabouts>(
  {
    clientId: { type: Schema.Types.ObjectId, required: true },
    said: { type: sealedShape, required: true },
    at: { type: Date, required: true },
    lookAt: { type: Date, required: true },
  },
  { collection: "whereabouts", versionKey: false },
);
schema.index({ lookAt: 1 });

export const WhereaboutsModel = mongoose.model("Whereabouts", schema);

const placeOf = sealedIn<Pick<StoredWhereabouts, "_id" | "clientId">>("whereabouts", ({ clientId }) => [clientId]);

/** Where a client's whereabouts are sealed: for one session of theirs. */
export const whereaboutsPlace = ({ _id, clientId }: Pick<StoredWhereabouts, "_id" | "clientId">): Place =>
  placeOf({ _id, clientId }, "said");
