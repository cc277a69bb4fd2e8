import mongoose, { Schema } from "mongoose";
import { SESSION_TYPES } from "../catalogue/catalogue-rules.js";
import type { SoughtType } from "./listing-rules.js";

/**
 * One small record per counsellor that search reads. It is built from profile, hours and claims, and rebuilt whenever one of them
 * changes. Nothing else writes it.
 */
export interface Listing {
  _id: mongoose.Types.ObjectId;
  /** How many rebuilds were requested. */
  requested: number;
  /** The request that this build answers. Only a later one overwrites it. */
  built: number;
  /** Empty unless the counsellor is published and not suspended. */
  facets: string[];
  words: string[];
  name: string;
  /** Of each session type; under "any" the lowest, and the earliest. */
  price?: Partial<Record<SoughtType, number>>;
  free?: Partial<Record<SoughtType, Date>>;
  /** Until when the free times hold if nothing is booked or changed. */
  freshUntil: Date;
}

export const SOUGHT_TYPES = ["any", ...Object.keys(SESSION_TYPES)];
const perType = (type: typeof Number | typeof Date) =>
  new Schema(Object.fromEntries(SOUGHT_TYPES.map((each) => [each, type])), { _id: false });

const schema = new Schema<Listing>(
  {
    requested: { type: Number, default: 0 },
    built: { type: Number, default: 0 },
    facets: [String],
    words: [String],
    name: { type: String, default: "" },
    price: perType(Number),
    free: perType(Date),
    freshUntil: { type: Date, required: true },
  },
  { collection: "listings", versionKey: false, minimize: false },
);

export const WORDS_INDEX = { words: 1 } as const;

/** The index by facet and, within it, by name, price or first free time. */
export function orderIndex(by: string): Record<string, 1> {
  return { facets: 1, [by]: 1, _id: 1 };
}

for (const by of ["name", ...SOUGHT_TYPES.flatMap((type) => [`free.${type}`, `price.${type}`])])
  schema.index(orderIndex(by));
schema.index(WORDS_INDEX);
schema.index({ freshUntil: 1 });

export const ListingModel = mongoose.model("Listing", schema);
