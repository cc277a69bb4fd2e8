import mongoose, { Schema } from "mongoose";
import type { Role } from "../access/permissions.js";

/** One device on which an account is signed in. */
export interface Login {
  id: string;
  device: string;
  at: Date;
}

export interface Account {
  _id: mongoose.Types.ObjectId;
  email: string;
  passwordHash: string;
  role: Role;
  name: string;
  zone: string;
  /** ISO 3166-1 alpha-2 code. */
  country?: string;
  logins: Login[];
  suspendedAt?: Date;
  createdAt: Date;
}

const schema = new Schema<Account>(
  {
    email: { type: String, required: true },
    passwordHash: { type: String, required: true },
    role: { type: String, enum: ["client", "counsellor", "admin"], required: true },
    name: { type: String, required: true },
    zone: { type: String, required: true },
    country: String,
    logins: [{ _id: false, id: { type: String, required: true }, device: String, at: Date }],
    suspendedAt: Date,
    createdAt: { type: Date, required: true },
  },
  { collection: "accounts", versionKey: false },
);
schema.index({ email: 1 }, { unique: true });

export const AccountModel = mongoose.model("Account", schema);
