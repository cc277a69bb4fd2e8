import { findAvailabilities } from "../availability/find-availability.js";
import { DEFAULT_ZONE } from "../web/zone-rules.js";
import type { Services } from "../services.js";
import { CounsellorModel, type Counsellor } from "../profiles/counsellor-model.js";
import { findOffer, type Offer } from "../catalogue/catalogue-rules.js";
import { countListings, findListings, type FoundListing } from "./find-listings.js";
import { suggestRelaxations, type Relaxation } from "./suggest-relaxations.js";
import { NEVER_FREE } from "./listing-rules.js";
import { refreshStaleListings } from "./refresh-stale-listings.js";
import { bestOffer } from "./search-filter.js";
import type { Search } from "./search-rules.js";
import { among } from "../platform/queries.js";
import { page, PAGE_SIZE } from "../platform/paging.js";

/** Nobody reads further than this, and a far page costs as much as all pages before it. */
const MOST_PAGES = 25;
/** How many listings that have become stale to rebuild before a search; the sweep rebuilds the rest. */
const REFRESHED_AT_ONCE = 200;

/** A counsellor as one card of the results. */
export interface FoundCounsellor extends Counsellor {
  /** The offer of the card's price and first free time: the best match in the requested order. */
  offer: Offer | undefined;
  firstFree: Date | null;
  /** The zone of their hours. */
  zone: string;
}

export interface Results {
  count: number;
  /** From 1; the last page if a later one was requested. */
  page: number;
  pages: number;
  /** How many can be reached by paging; null if all can. */
  shown: number | null;
  cards: FoundCounsellor[];
  /** Suggestions when nobody matches, most results first. */
  relaxations: Relaxation[];
}

/** Finds a page of published counsellors who match, in the requested order, each with their first free time. */
export async function findCounsellors(services: Services, search: Search): Promise<Results> {
  const now = services.clock.now();
  const [wasStale, before] = await Promise.all([
    refreshStaleListings(services, REFRESHED_AT_ONCE),
    countListings(search, now),
  ]);
  const count = wasStale ? await countListings(search, now) : before;
  const most = MOST_PAGES * PAGE_SIZE;
  const { skip, limit, ...shown } = page(Math.min(count, most), search.page);
  const place = { skip, limit, count };
  const listings = count === 0 ? [] : await findListings(services, search, place);
  return {
    count,
    ...shown,
    shown: count > most ? most : null,
    cards: await toCards(listings, search, services.clock.now()),
    relaxations: count === 0 ? await suggestRelaxations(search, now) : [],
  };
}

async function toCards(listings: FoundListing[], search: Search, now: Date): Promise<FoundCounsellor[]> {
  const ids = listings.map(({ _id }) => String(_id));
  const [counsellors, availabilities] = await Promise.all([
    CounsellorModel.find({ _id: among(ids) }).lean(),
    findAvailabilities(ids),
  ]);
  const byId = new Map(counsellors.map((one) => [String(one._id), one]));
  return listings.flatMap((listing) => {
    const counsellor = byId.get(String(listing._id));
    if (!counsellor) return [];
    const best = bestOffer(listing, search, now);
    const firstFree = best && best.firstFree < NEVER_FREE ? best.firstFree : null;
    const zone = availabilities.get(String(listing._id))?.zone ?? DEFAULT_ZONE;
    return [{ ...counsellor, offer: best && findOffer(counsellor, best.type), zone, firstFree }];
  });
}
