import mongoose from "mongoose";
import { MAIN_TYPES, type SessionType } from "../catalogue/catalogue-rules.js";
import type { Listing } from "./listing-model.js";
import { EVERYONE, NEVER_FREE, wordsOf, type SoughtType } from "./listing-rules.js";
import type { Search } from "./search-rules.js";
import { atMost } from "../platform/queries.js";

type ListingFilter = mongoose.QueryFilter<Listing>;

/** The sort key of listings: the name, or the price or first free time for the session type. */
export type OrderKey = "name" | `${"free" | "price"}.${SoughtType}`;

const DAY_MS = 24 * 60 * 60_000;

/**
 * Splits a search into searches that one index each can answer, in the same order; matching any of them is enough. Price and time
 * must hold for the same session type, so each type is searched separately where the lowest price and the earliest time of all
 * are not enough.
 */
export function searchesByType(search: Search): Search[] {
  const { sessionType, from, upTo, within, sort } = search;
  const asksOfPrice = from !== undefined || upTo !== undefined || sort === "price";
  const asksOfTime = within !== undefined || sort === "soonest";
  if (sessionType || (from === undefined && !(asksOfPrice && asksOfTime))) return [search];
  return MAIN_TYPES.map((type) => ({ ...search, sessionType: type }));
}

/** Filters listings that meet all demands of at least one of these searches now. */
export function filterOfAny(searches: Search[], now: Date): ListingFilter {
  const filters = searches.map((search) => filterOf(search, now));
  return filters.length === 1 ? (filters[0] as ListingFilter) : { $or: filters };
}

/** Filters listings that meet all demands of a search now. */
export function filterOf(search: Search, now: Date): ListingFilter {
  const words = wordsOf(search.words ?? "").map((word) => ({ words: new RegExp(`^${word}`) }));
  return {
    facets: mongoose.trusted({ $all: facetsAsked(search) }),
    ...(search.within && { [`free.${soughtType(search)}`]: atMost(freeBy(search, now)) }),
    ...priceFilter(search),
    ...(words.length > 0 && { $and: words }),
  };
}

/** The field by which a search sorts its listings. */
export function orderOf(search: Search): OrderKey {
  if (search.sort === "name") return "name";
  return search.sort === "price" ? `price.${soughtType(search)}` : `free.${soughtType(search)}`;
}

/** The session type that a search is about. */
export function soughtType({ sessionType }: Pick<Search, "sessionType">): SoughtType {
  return sessionType ?? "any";
}

/** A listing's price and first free time for one session type. */
export interface ListedOffer {
  type: SessionType;
  priceCents: number;
  firstFree: Date;
}

/** The matching offer of a listing that comes first in the search's order: the cheapest, or the first free. */
export function bestOffer(
  { price, free }: Pick<Listing, "price" | "free">,
  search: Search,
  now: Date,
): ListedOffer | undefined {
  const byPrice = (a: ListedOffer, b: ListedOffer): number => a.priceCents - b.priceCents;
  const byTime = (a: ListedOffer, b: ListedOffer): number => a.firstFree.getTime() - b.firstFree.getTime();
  const [first, second] = search.sort === "price" ? [byPrice, byTime] : [byTime, byPrice];
  const [best] = (search.sessionType ? [search.sessionType] : MAIN_TYPES)
    .flatMap((type) =>
      price?.[type] === undefined ? [] : [{ type, priceCents: price[type], firstFree: free?.[type] ?? NEVER_FREE }],
    )
    .filter((offer) => fits(offer, search, now))
    .sort((a, b) => first(a, b) || second(a, b));
  return best;
}

function fits({ type, priceCents, firstFree }: ListedOffer, search: Search, now: Date): boolean {
  const { sessionType, from = 0, upTo = Infinity } = search;
  const isPriceRight = priceCents >= from && priceCents <= upTo;
  return (!sessionType || type === sessionType) && isPriceRight && firstFree <= freeBy(search, now);
}

function freeBy({ within }: Search, now: Date): Date {
  return within === undefined ? NEVER_FREE : new Date(now.getTime() + within * DAY_MS);
}

/** Rarest first, because the database looks up the first. */
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

function priceFilter(search: Search): ListingFilter {
  const { from, upTo } = search;
  if (from === undefined && upTo === undefined) return {};
  const range = {
    ...(from !== undefined && { $gte: from }),
    ...(upTo !== undefined && { $lte: upTo }),
  };
  return { [`price.${soughtType(search)}`]: mongoose.trusted(range) };
}
