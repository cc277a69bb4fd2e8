import mongoose, { Schema } from "mongoose";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Place, Sealed } from "../platform/secrets.js";

/** For whom a teen session is; its id is that of the hold or appointment, which a late payment restores under the same id. */
export interface StoredTeen {
  _id: mongoose.Types.ObjectId;
  /** A `Teen` in JSON. */
  said: Sealed;
  at: Date;
  /** When to check whether the hold was booked; absent once it was. */
  checkAt?: Date;
}

const schema = new Schema<StoredTeen>(
  {
    said: { type: sealedShape, required: true },
    at: { type: Date, required: true },
    checkAt: Date,
  },
  { collection: "teens", versionKey: false },
);
schema.index({ checkAt: 1 }, { sparse: true });

export const TeenModel = mongoose.model("Teen", schema);

const placeOf = sealedIn("teens");

/** Where a teen's details are sealed. */
export const teenPlace = (id: { toString(): string }): Place => placeOf({ _id: id }, "said");
