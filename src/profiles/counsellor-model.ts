import mongoose, { Schema } from "mongoose";
import { ANSWER_TIMES, GENDERS, MEDIA, SESSION_TYPES, SPECIALIZATIONS } from "../catalogue/catalogue-rules.js";
import { CANCEL_WINDOW_HOURS, PAY_WAYS } from "../catalogue/terms-rules.js";
import { UPCOMING_WITH_ONE } from "../catalogue/upcoming-rules.js";
import { filesIn } from "../platform/file-places.js";
import type { PublicProfile } from "./profile-rules.js";
import type { Verified } from "./verified-rules.js";

/** A counsellor's public profile; its id is the id of their account. */
export interface Counsellor extends PublicProfile {
  _id: mongoose.Types.ObjectId;
  /** The readable end of the profile's address. */
  slug: string;
  /** The current slug and those of earlier names, which still work. */
  slugs: string[];
  /** What was checked, when and until when; set by an admin. */
  verified?: Verified;
  /** When what no verification covers was last changed, as clients read beside it; absent where that is not known. */
  approachAt?: Date;
  photoAt?: Date;
  /** References of the photo in the file store, by size. */
  photo?: { small: string; large: string };
  published: boolean;
  /** Whether the account is suspended: then nobody else sees or books them. */
  suspended?: boolean;
  /** Rises with every change of the profile, so that an editor notices that it is out of date. */
  version: number;
}

const schema = new Schema<Counsellor>(
  {
    slug: { type: String, required: true },
    slugs: {
      type: [String],
      default(this: { slug: string }) {
        return [this.slug];
      },
    },
    name: { type: String, required: true },
    credentials: { type: String, required: true },
    verified: {
      type: { _id: false, what: String, at: Date, by: Schema.Types.ObjectId, until: String, remindedAt: Date },
      default: undefined,
    },
    approach: { type: String, required: true },
    approachAt: Date,
    photoAt: Date,
    languages: [String],
    specializations: [{ type: String, enum: Object.keys(SPECIALIZATIONS) }],
    offers: [
      {
        _id: false,
        type: { type: String, enum: Object.keys(SESSION_TYPES) },
        minutes: Number,
        priceCents: Number,
        payBy: { type: String, enum: PAY_WAYS },
      },
    ],
    media: [{ type: String, enum: Object.keys(MEDIA) }],
    gender: { type: String, enum: Object.keys(GENDERS) },
    answersWithin: { type: String, enum: Object.keys(ANSWER_TIMES) },
    acceptsNew: { type: Boolean, default: true },
    cancelWindowHours: { type: Number, default: CANCEL_WINDOW_HOURS.usual },
    mostUpcoming: { type: Number, default: UPCOMING_WITH_ONE.usual },
    photo: { type: { _id: false, small: String, large: String }, default: undefined },
    published: { type: Boolean, required: true },
    suspended: Boolean,
    version: { type: Number, default: 1 },
  },
  { collection: "counsellors", versionKey: false },
);
schema.index({ slugs: 1 }, { unique: true });
schema.index({ published: 1, "verified.at": 1 });
schema.index({ "offers.priceCents": 1 });
schema.index({ "verified.until": 1 }, { sparse: true });
schema.index({ "photo.small": 1 }, { sparse: true });
schema.index({ "photo.large": 1 }, { sparse: true });

export const CounsellorModel = mongoose.model("Counsellor", schema);

filesIn("counsellors", ["photo"], "photo.small");
