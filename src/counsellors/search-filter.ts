import mongoose from "mongoose";
import type { Counsellor } from "./counsellor-model.js";
import type { Offer, SessionType, Specialization } from "./counsellor-rules.js";

/** What somebody looks for; what is undefined does not matter to them. */
export interface Search {
  specialization?: Specialization | undefined;
  sessionType?: SessionType | undefined;
  language?: string | undefined;
  /** The most that a session may cost, in euros. */
  upTo?: number | undefined;
  /** Words that all stand somewhere in the profile. */
  words?: string | undefined;
  /** From 1. */
  page: number;
}

export const DEMANDS = ["specialization", "sessionType", "language", "upTo", "words"] as const;
export type Demand = (typeof DEMANDS)[number];

type Filter = mongoose.QueryFilter<Counsellor>;

/** The published counsellors who meet every demand of a search. */
export function filterOf(search: Search): Filter {
  const { specialization, language } = search;
  const texts = (search.words ?? "").split(/\s+/).filter(Boolean).map(anywhere);
  return {
    published: true,
    ...(specialization && { specializations: specialization }),
    ...offerFilter(search),
    ...(language && { languages: language }),
    ...(texts.length > 0 && { $and: texts }),
  };
}

/** Whether an offer is of the type and within the price that a search asks for. */
export function fits(offer: Offer, { sessionType, upTo }: Search): boolean {
  return (!sessionType || offer.type === sessionType) && (upTo === undefined || offer.priceCents <= upTo * 100);
}

/** One and the same offer has to be of the type and within the price. */
function offerFilter({ sessionType, upTo }: Search): Filter {
  if (!sessionType && upTo === undefined) return {};
  if (upTo === undefined) return { "offers.type": sessionType } as Filter;
  const offer = { ...(sessionType && { type: sessionType }), priceCents: { $lte: upTo * 100 } };
  return { offers: mongoose.trusted({ $elemMatch: offer }) };
}

function anywhere(word: string): Filter {
  const pattern = new RegExp(word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "i");
  return { $or: [{ name: pattern }, { credentials: pattern }, { approach: pattern }] };
}
