import type { Services } from "../services.js";
import { ListingModel, orderIndex, WORDS_INDEX, type Listing } from "./listing-model.js";
import { wordsOf } from "./listing-rules.js";
import { refreshListings } from "./refresh-listings.js";
import { bestOffer, filterOf, filterOfAny, orderOf, searchesByType } from "./search-filter.js";
import type { Search } from "./search-rules.js";

export type FoundListing = Pick<Listing, "_id" | "name" | "price" | "free" | "freshUntil">;

/** Which of those that fit are wanted, and how many fit. */
interface PageWindow {
  skip: number;
  limit: number;
  count: number;
}

/** Where more fit than this, going through their order until the page is full reads less than finding all and sorting them. */
const FEW = 200;
/** How often a page is looked up again because something on it was out of date. */
const LOOKS = 3;

/** How many counsellors fit. */
export function countListings(search: Search, now: Date): Promise<number> {
  return ListingModel.countDocuments(filterOfAny(searchesByType(search), now));
}

/**
 * Some of the listings that fit, in the order asked for, none of them out of date. What turns out to be is made anew and may
 * then belong elsewhere, so the page is looked up again; after a few times its listings are taken as they have become.
 */
export async function findListings(services: Services, search: Search, place: PageWindow): Promise<FoundListing[]> {
  for (let look = 1; ; look += 1) {
    const now = services.clock.now();
    const found = await lookUp(search, now, place);
    const stale = found.filter(({ freshUntil }) => freshUntil < now).map(({ _id }) => _id);
    if (stale.length === 0) return found;
    const anew = await refreshListings(services, stale);
    if (look < LOOKS) continue;
    return inOrder(
      found.map((one) => ({ ...one, ...anew.get(String(one._id)) })),
      search,
      now,
    );
  }
}

async function lookUp(search: Search, now: Date, place: PageWindow): Promise<FoundListing[]> {
  const searches = searchesByType(search);
  const [only] = searches;
  if (only && searches.length === 1) return lookUpOne(only, now, place);
  const { skip, limit } = place;
  const firsts = await Promise.all(
    searches.map((one) => lookUpOne(one, now, { ...place, skip: 0, limit: skip + limit })),
  );
  const byId = new Map(firsts.flat().map((one) => [String(one._id), one]));
  return inOrder([...byId.values()], search, now).slice(skip, skip + limit);
}

function lookUpOne(search: Search, now: Date, { skip, limit, count }: PageWindow): Promise<FoundListing[]> {
  const by = orderOf(search);
  return ListingModel.find(filterOf(search, now), { name: 1, price: 1, free: 1, freshUntil: 1 })
    .hint(indexFor(search, count))
    .sort({ [by]: 1, _id: 1 })
    .skip(skip)
    .limit(limit)
    .lean();
}

/** The index to go by: the order's where many fit; else words, which narrow down further than anything, or what the database picks. */
function indexFor(search: Search, count: number): Record<string, 1> {
  if (count > FEW) return orderIndex(orderOf(search));
  return wordsOf(search.words ?? "").length > 0 ? WORDS_INDEX : {};
}

/** Listings in the order of what fits of them; those of which nothing does are left out. */
function inOrder(listings: FoundListing[], search: Search, now: Date): FoundListing[] {
  const placed = listings.flatMap((one) => {
    const best = bestOffer(one, search, now);
    return best ? [{ one, key: { name: one.name, price: best.priceCents, soonest: best.firstFree }[search.sort] }] : [];
  });
  const compare = <T>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
  placed.sort((a, b) => compare(a.key, b.key) || compare(String(a.one._id), String(b.one._id)));
  return placed.map(({ one }) => one);
}
