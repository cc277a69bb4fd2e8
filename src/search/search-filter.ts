import mongoose from "mongoose";
import { keysOf, SESSION_TYPES, type SessionType } from "../catalogue/catalogue-rules.js";
import type { Listing } from "./listing-model.js";
import { EVERYONE, NEVER_FREE, wordsOf, type SoughtType } from "./listing-rules.js";
import type { Search } from "./search-rules.js";
import { atMost } from "../platform/queries.js";

type ListingFilter = mongoose.QueryFilter<Listing>;

/** What decides the order of listings: their name, or what they hold for the session type asked for. */
export type OrderKey = "name" | `${"free" | "price"}.${SoughtType}`;

const DAY_MS = 24 * 60 * 60_000;

/**
 * A search as searches that one index each can answer, with the same order, so that whoever is in one of them fits. What
 * somebody asks of price and time has to hold for one and the same session type, so each type is looked at by itself
 * wherever the lowest price and the earliest time of them all do not say it.
 */
export function searchesByType(search: Search): Search[] {
  const { sessionType, from, upTo, within, sort } = search;
  const asksOfPrice = from !== undefined || upTo !== undefined || sort === "price";
  const asksOfTime = within !== undefined || sort === "soonest";
  if (sessionType || (from === undefined && !(asksOfPrice && asksOfTime))) return [search];
  return keysOf(SESSION_TYPES).map((type) => ({ ...search, sessionType: type }));
}

/** The listings that meet every demand of at least one of these searches at this moment. */
export function filterOfAny(searches: Search[], now: Date): ListingFilter {
  const filters = searches.map((search) => filterOf(search, now));
  return filters.length === 1 ? (filters[0] as ListingFilter) : { $or: filters };
}

/** The listings that meet every demand of a search at this moment. */
export function filterOf(search: Search, now: Date): ListingFilter {
  const words = wordsOf(search.words ?? "").map((word) => ({ words: new RegExp(`^${word}`) }));
  return {
    facets: mongoose.trusted({ $all: facetsAsked(search) }),
    ...(search.within && { [`free.${soughtType(search)}`]: atMost(freeBy(search, now)) }),
    ...priceFilter(search),
    ...(words.length > 0 && { $and: words }),
  };
}

/** What the listings of a search are sorted by. */
export function orderOf(search: Search): OrderKey {
  if (search.sort === "name") return "name";
  return search.sort === "price" ? `price.${soughtType(search)}` : `free.${soughtType(search)}`;
}

/** Which session type a search is about. */
export function soughtType({ sessionType }: Pick<Search, "sessionType">): SoughtType {
  return sessionType ?? "any";
}

/** One session type of a listing: what it costs, and when it is first free. */
export interface ListedOffer {
  type: SessionType;
  priceCents: number;
  firstFree: Date;
}

/** Of what a listing offers that fits a search, what comes first in its order: the cheapest, or else what is free first. */
export function bestOffer(
  { price, free }: Pick<Listing, "price" | "free">,
  search: Search,
  now: Date,
): ListedOffer | undefined {
  const byPrice = (a: ListedOffer, b: ListedOffer): number => a.priceCents - b.priceCents;
  const byTime = (a: ListedOffer, b: ListedOffer): number => a.firstFree.getTime() - b.firstFree.getTime();
  const [first, second] = search.sort === "price" ? [byPrice, byTime] : [byTime, byPrice];
  const [best] = keysOf(SESSION_TYPES)
    .flatMap((type) =>
      price?.[type] === undefined ? [] : [{ type, priceCents: price[type], firstFree: free?.[type] ?? NEVER_FREE }],
    )
    .filter((offer) => fits(offer, search, now))
    .sort((a, b) => first(a, b) || second(a, b));
  return best;
}

function fits({ type, priceCents, firstFree }: ListedOffer, search: Search, now: Date): boolean {
  const { sessionType, from = 0, upTo = Infinity } = search;
  const isPriceRight = priceCents >= toHundredths(from) && priceCents <= toHundredths(upTo);
  return (!sessionType || type === sessionType) && isPriceRight && firstFree <= freeBy(search, now);
}

function freeBy({ within }: Search, now: Date): Date {
  return within === undefined ? NEVER_FREE : new Date(now.getTime() + within * DAY_MS);
}

function toHundredths(price: number): number {
  return Math.round(price * 100);
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

function priceFilter(search: Search): ListingFilter {
  const { from, upTo } = search;
  if (from === undefined && upTo === undefined) return {};
  const range = {
    ...(from !== undefined && { $gte: toHundredths(from) }),
    ...(upTo !== undefined && { $lte: toHundredths(upTo) }),
  };
  return { [`price.${soughtType(search)}`]: mongoose.trusted(range) };
}
