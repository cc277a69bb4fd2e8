import mongoose, { Schema } from "mongoose";
import {
  MEDIA,
  SESSION_TYPES,
  SPECIALIZATIONS,
  type Medium,
  type Offer,
  type Specialization,
} from "./counsellor-rules.js";

/** A counsellor's public profile; its id is the id of their account. */
export interface Counsellor {
  _id: mongoose.Types.ObjectId;
  /** The readable end of the profile's address. */
  slug: string;
  name: string;
  credentials: string;
  /** What was checked of the credentials and when; set by an admin. */
  verified?: { what: string; at: Date };
  approach: string;
  languages: string[];
  specializations: Specialization[];
  offers: Offer[];
  media: Medium[];
  published: boolean;
}

const schema = new Schema<Counsellor>(
  {
    slug: { type: String, required: true },
    name: { type: String, required: true },
    credentials: { type: String, required: true },
    verified: { type: { _id: false, what: String, at: Date }, default: undefined },
    approach: { type: String, required: true },
    languages: [String],
    specializations: [{ type: String, enum: Object.keys(SPECIALIZATIONS) }],
    offers: [
      { _id: false, type: { type: String, enum: Object.keys(SESSION_TYPES) }, minutes: Number, priceCents: Number },
    ],
    media: [{ type: String, enum: Object.keys(MEDIA) }],
    published: { type: Boolean, required: true },
  },
  { collection: "counsellors", versionKey: false },
);
schema.index({ slug: 1 }, { unique: true });
schema.index({ published: 1, specializations: 1, name: 1 });
schema.index({ published: 1, "offers.type": 1, name: 1 });
schema.index({ published: 1, name: 1 });

export const CounsellorModel = mongoose.model("Counsellor", schema);
