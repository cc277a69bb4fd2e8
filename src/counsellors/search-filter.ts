import mongoose from "mongoose";
import type { Offer } from "./counsellor-rules.js";
import { WORDS_INDEX, type Listing } from "./listing-model.js";
import { EVERYONE, wordsOf, type Kind } from "./listing-rules.js";
import type { Search } from "./search-rules.js";

type Filter = mongoose.QueryFilter<Listing>;

const DAY_MS = 24 * 60 * 60_000;

/** The listings that meet every demand of a search at this moment. */
export function filterOf(search: Search, now: Date): Filter {
  const { within } = search;
  const words = wordsOf(search.words ?? "").map((word) => ({ words: new RegExp(`^${word}`) }));
  const freeBy = within && mongoose.trusted({ $lte: new Date(now.getTime() + within * DAY_MS) });
  return {
    facets: mongoose.trusted({ $all: facetsAsked(search) }),
    ...(freeBy && { [`free.${kindOf(search)}`]: freeBy }),
    ...priceFilter(search),
    ...(words.length > 0 && { $and: words }),
  };
}

/** In which order the listings of a search come, and by which index to find them where the database would pick a poorer one. */
export function orderOf(search: Search): { sort: Record<string, 1>; hint?: typeof WORDS_INDEX } {
  const by = { soonest: `free.${kindOf(search)}`, price: `price.${kindOf(search)}`, name: "name" }[search.sort];
  return { sort: { [by]: 1, _id: 1 }, ...hintOf(search) };
}

/** Words narrow a search down further than anything else, and no index has them together with the rest. */
export function hintOf(search: Search): { hint?: typeof WORDS_INDEX } {
  return wordsOf(search.words ?? "").length > 0 ? { hint: WORDS_INDEX } : {};
}

/** Which session type a search is about. */
export function kindOf({ sessionType }: Pick<Search, "sessionType">): Kind {
  return sessionType ?? "any";
}

/** Whether an offer is of the type and within the prices that a search asks for. */
export function fits({ type, priceCents }: Offer, { sessionType, from = 0, upTo = Infinity }: Search): boolean {
  return (!sessionType || type === sessionType) && priceCents >= from * 100 && priceCents <= upTo * 100;
}

/** The rarer ones first, as it is the first that is looked up. */
function facetsAsked({ specialization, sessionType, medium, language, gender, accepting }: Search): string[] {
  const facets = [
    ...specialization.map((key) => `specialization:${key}`),
    ...(language ? [`language:${language}`] : []),
    ...(sessionType ? [`type:${sessionType}`] : []),
    ...(gender ? [`gender:${gender}`] : []),
    ...(medium ? [`medium:${medium}`] : []),
    ...(accepting ? ["accepting"] : []),
  ];
  return facets.length > 0 ? facets : [EVERYONE];
}

function priceFilter({ sessionType, from, upTo }: Search): Filter {
  if (from === undefined && upTo === undefined) return {};
  const range = {
    ...(from !== undefined && { $gte: from * 100 }),
    ...(upTo !== undefined && { $lte: upTo * 100 }),
  };
  // With no least price it is the lowest one that counts, which an index holds.
  if (sessionType || from === undefined) return { [`price.${kindOf({ sessionType })}`]: mongoose.trusted(range) };
  return { prices: mongoose.trusted({ $elemMatch: range }) };
}
