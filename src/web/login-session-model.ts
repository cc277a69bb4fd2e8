import mongoose, { Schema } from "mongoose";

/** What the database must know of a login session; the rest is sealed, and `SealedLoginStore` reads and writes it. */
interface LoginSession {
  _id: string;
  /** By the real clock: when the record is removed. */
  expires: Date;
}

const schema = new Schema<LoginSession>(
  { _id: { type: String, required: true }, expires: Date },
  { collection: "loginSessions", versionKey: false },
);
schema.index({ expires: 1 }, { expireAfterSeconds: 0 });

export const LoginSessionModel = mongoose.model("LoginSession", schema);
