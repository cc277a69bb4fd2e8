import mongoose, { Schema } from "mongoose";

/** Who holds admin rights and can use them. One record, so that one conditional write can guard the last of them. */
export interface AdminRoster {
  _id: "site";
  adminIds: mongoose.Types.ObjectId[];
}

const schema = new Schema<AdminRoster>(
  { _id: { type: String, required: true }, adminIds: [Schema.Types.ObjectId] },
  { collection: "adminRosters", versionKey: false },
);

export const AdminRosterModel = mongoose.model("AdminRoster", schema);
