import mongoose, { Schema } from "mongoose";
import type { Role } from "../access/permissions.js";
import { filesIn } from "../platform/file-places.js";
import { sealedFileShape, sealedIn, sealedShape } from "../platform/sealed-shape.js";
import type { Place, Sealed, SealedFile } from "../platform/secrets.js";
import type { TextVersions } from "../site/text-versions-rules.js";
import { MAIL_LOCALES } from "./details-rules.js";

/** One device on which an account is signed in. */
export interface Login {
  id: string;
  device: string;
  at: Date;
}

export interface Account {
  _id: mongoose.Types.ObjectId;
  email: string;
  /** The same address, once its owner has confirmed it: no two accounts have the same. */
  provenEmail?: string;
  /** When it was confirmed; absent where accounts began with a confirmed one. */
  provenAt?: Date;
  /** Until when the last change of the address can be undone, by the link that its first owner got. */
  emailBackUntil?: Date;
  /** Since when the address waits to be confirmed; absent once it is. */
  unprovenSince?: Date;
  /** When its removal began, because nobody confirmed the address: it can no longer be confirmed. */
  removedAt?: Date;
  passwordHash: string;
  role: Role;
  /** Whether a counsellor holds admin rights too. */
  isAdmin?: boolean;
  name: string;
  zone: string;
  /** ISO 3166-1 alpha-2 code. */
  country?: string;
  pronouns?: string;
  /** BCP 47 tag of the language in which mails write dates; English without it. */
  mailLocale?: string;
  /** Sealed at `phonePlace`. */
  phone?: Sealed;
  /** A client's own picture, sealed at `photoPlace`. */
  photo?: { small: SealedFile; large: SealedFile };
  /** Set when their network address is hidden in all their calls. */
  hidesAddress?: true;
  /** Goes up with each change of these details, so that two windows do not overwrite each other; absent before the first. */
  detailsVersion?: number;
  /** The latest versions of the site's texts that its owner has accepted; `acceptances` has them all. */
  accepted?: Partial<TextVersions>;
  /** How far its owner has got in setting up; absent on accounts that were never asked to, and once they are done. */
  settingUp?: { done: string[] };
  logins: Login[];
  suspendedAt?: Date;
  createdAt: Date;
}

const schema = new Schema<Account>(
  {
    email: { type: String, required: true },
    unprovenSince: Date,
    removedAt: Date,
    provenAt: Date,
    emailBackUntil: Date,
    provenEmail: {
      type: String,
      default(this: Account) {
        return this.unprovenSince ? undefined : this.email;
      },
    },
    passwordHash: { type: String, required: true },
    role: { type: String, enum: ["client", "counsellor", "admin"], required: true },
    isAdmin: Boolean,
    name: { type: String, required: true },
    zone: { type: String, required: true },
    country: String,
    pronouns: String,
    mailLocale: { type: String, enum: Object.keys(MAIL_LOCALES) },
    phone: { type: sealedShape, default: undefined },
    photo: { type: { _id: false, small: sealedFileShape, large: sealedFileShape }, default: undefined },
    hidesAddress: Boolean,
    detailsVersion: Number,
    settingUp: { type: { _id: false, done: [String] }, default: undefined },
    accepted: { type: { _id: false, terms: Number, privacy: Number }, default: undefined },
    logins: [{ _id: false, id: { type: String, required: true }, device: String, at: Date }],
    suspendedAt: Date,
    createdAt: { type: Date, required: true },
  },
  { collection: "accounts", versionKey: false },
);
schema.index({ createdAt: -1, _id: -1 });
schema.index({ role: 1, createdAt: -1 });
schema.index({ provenEmail: 1 }, { unique: true, partialFilterExpression: { provenEmail: { $exists: true } } });
schema.index({ email: 1, createdAt: -1 });
schema.index({ suspendedAt: -1, _id: -1 }, { sparse: true });
schema.index({ unprovenSince: 1 }, { sparse: true });
schema.index({ "photo.small.reference": 1 }, { sparse: true });

export const AccountModel = mongoose.model("Account", schema);

filesIn("accounts", ["photo"], "photo.small.reference");

const placeOf = sealedIn("accounts");

/** Where a person's telephone number is sealed. */
export const phonePlace = (id: { toString(): string }): Place => placeOf({ _id: id }, "phone");

/** Where a client's photo of this size is sealed. */
export const photoPlace = (id: { toString(): string }, size: "small" | "large"): Place =>
  placeOf({ _id: id }, `photo.${size}`);
