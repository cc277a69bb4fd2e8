import mongoose, { Schema } from "mongoose";
import { sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Place, Sealed } from "../platform/secrets.js";

/** That a person is the client of a counsellor. It stays when they stop meeting, and when the client's account is gone. */
export interface Client {
  _id: mongoose.Types.ObjectId;
  counsellorId: mongoose.Types.ObjectId;
  /** The id of the client's account. */
  clientId: mongoose.Types.ObjectId;
  /** When they first booked, or accepted an invitation. */
  firstSeenAt: Date;
  /** Whether they accepted an invitation: they may then book though the counsellor takes no new clients. */
  isInvited?: true;
  /** What the counsellor alone remarks on them. */
  remark?: Sealed;
  /** Another one with each change of the remark, so that two windows do not overwrite each other; absent before the first. */
  remarkVersion?: string;
}

const schema = new Schema<Client>(
  {
    counsellorId: { type: Schema.Types.ObjectId, required: true },
    clientId: { type: Schema.Types.ObjectId, required: true },
    firstSeenAt: { type: Date, required: true },
    isInvited: Boolean,
    remark: { type: sealedShape, default: undefined },
    remarkVersion: String,
  },
  { collection: "clients", versionKey: false },
);
schema.index({ counsellorId: 1, clientId: 1 }, { unique: true });
schema.index({ counsellorId: 1, firstSeenAt: 1 });

export const ClientModel = mongoose.model("Client", schema);

const placeOf = sealedIn("clients");

/** Where a counsellor's remark on a client is sealed. */
export const remarkPlace = ({ _id }: Pick<Client, "_id">): Place => placeOf({ _id }, "remark");
