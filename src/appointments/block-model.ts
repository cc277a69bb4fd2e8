import mongoose, { Schema } from "mongoose";

/** A counsellor has stopped bookings by a client. */
export interface Block {
  _id: mongoose.Types.ObjectId;
  counsellorId: mongoose.Types.ObjectId;
  clientId: mongoose.Types.ObjectId;
  at: Date;
}

const schema = new Schema<Block>(
  {
    counsellorId: { type: Schema.Types.ObjectId, required: true },
    clientId: { type: Schema.Types.ObjectId, required: true },
    at: { type: Date, required: true },
  },
  { collection: "blocks", versionKey: false },
);
schema.index({ counsellorId: 1, clientId: 1 }, { unique: true });

export const BlockModel = mongoose.model("Block", schema);
