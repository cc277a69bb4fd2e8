import type { Services } from "../services.js";
import { ListingModel, orderIndex, WORDS_INDEX, type Listing } from "./listing-model.js";
import { wordsOf } from "./listing-rules.js";
import { refreshEach } from "./refresh-stale-listings.js";
import { bestOffer, filterOf, filterOfAny, orderOf, searchesByType } from "./search-filter.js";
import type { Search } from "./search-rules.js";

export type FoundListing = Pick<Listing, "_id" | "name" | "price" | "free" | "freshUntil">;

/** Which of the matching listings to return, and how many match. */
interface PageWindow {
  skip: number;
  limit: number;
  count: number;
}

/** With more matches than this, scanning in order until the page is full reads less than finding and sorting all. */
const FEW = 200;
/** How often to look up a page because a listing on it was stale. */
const LOOKS = 3;

/** Counts the matching counsellors. */
export function countListings(search: Search, now: Date): Promise<number> {
  return ListingModel.countDocuments(filterOfAny(searchesByType(search), now));
}

/**
 * A page of matching listings in the requested order, none of them stale. Stale ones are rebuilt and may move, so the page is looked
 * up again; after a few times the rebuilt listings are returned as they are.
 */
export async function findListings(services: Services, search: Search, place: PageWindow): Promise<FoundListing[]> {
  for (let look = 1; ; look += 1) {
    const now = services.clock.now();
    const found = await lookUp(search, now, place);
    const stale = found.filter(({ freshUntil }) => freshUntil < now).map(({ _id }) => _id);
    if (stale.length === 0) return found;
    const rebuilt = await refreshEach(services, stale);
    if (look < LOOKS) continue;
    return inOrder(
      found.map((one) => ({ ...one, ...rebuilt.get(String(one._id)) })),
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
  const hint = indexFor(search, count);
  const fields = { name: 1, price: 1, free: 1, freshUntil: 1 } as const;
  return ListingModel.find(filterOf(search, now), fields, hint ? { hint } : {})
    .sort({ [by]: 1, _id: 1 })
    .skip(skip)
    .limit(limit)
    .lean();
}

/** The index to use: by order when many match; otherwise by words, which are most selective, or null: the database chooses. */
function indexFor(search: Search, count: number): Record<string, 1> | null {
  if (count > FEW) return orderIndex(orderOf(search));
  return wordsOf(search.words ?? "").length > 0 ? WORDS_INDEX : null;
}

/** Sorts listings by their best matching offer, and drops those without one. */
function inOrder(listings: FoundListing[], search: Search, now: Date): FoundListing[] {
  const placed = listings.flatMap((one) => {
    const best = bestOffer(one, search, now);
    return best ? [{ one, key: { name: one.name, price: best.priceCents, soonest: best.firstFree }[search.sort] }] : [];
  });
  const compare = <T>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
  placed.sort((a, b) => compare(a.key, b.key) || compare(String(a.one._id), String(b.one._id)));
  return placed.map(({ one }) => one);
}
