import mongoose from "mongoose";
import { findAvailabilities } from "../availability/find-availability.js";
import type { Services } from "../services.js";
import { CounsellorModel, type Counsellor } from "./counsellor-model.js";
import type { Offer } from "./counsellor-rules.js";
import { ListingModel, type Listing } from "./listing-model.js";
import { NEVER_FREE } from "./listing-rules.js";
import { refreshStaleListings } from "./refresh-listings.js";
import { filterOf, fits, hintOf, orderOf } from "./search-filter.js";
import { looserSearches, type Looser, type Search } from "./search-rules.js";

const PAGE_SIZE = 20;
/** So many listings that time has made stale are made anew before a search; the sweep sees to the rest. */
const REFRESHED_AT_ONCE = 200;

/** A counsellor as one card of the results. */
export interface Card extends Counsellor {
  /** What the card's price and first free time are for: of the offers that fit, the one that is free first. */
  offer: Offer | undefined;
  firstFree: Date | null;
  /** The zone of their hours. */
  zone: string;
}

export interface Results {
  count: number;
  /** From 1; the last one where a later one was asked for. */
  page: number;
  pages: number;
  cards: Card[];
  /** Where nobody fits: what would bring somebody, most first. */
  looser: (Looser & { count: number })[];
}

/** Published counsellors who fit, in the order asked for, a page at a time, each with their first free time. */
export async function findCounsellors(services: Services, search: Search): Promise<Results> {
  await refreshStaleListings(services, REFRESHED_AT_ONCE);
  const now = services.clock.now();
  const count = await countFitting(search, now);
  const pages = Math.max(1, Math.ceil(count / PAGE_SIZE));
  const page = Math.min(search.page, pages);
  const { sort, hint } = orderOf(search);
  const listings = await ListingModel.find(filterOf(search, now), { free: 1 }, hint && { hint })
    .sort(sort)
    .skip((page - 1) * PAGE_SIZE)
    .limit(PAGE_SIZE)
    .lean();
  const cards = await toCards(listings, search);
  return { count, page, pages, cards, looser: count === 0 ? await findLooser(search, now) : [] };
}

function countFitting(search: Search, now: Date): Promise<number> {
  return ListingModel.countDocuments(filterOf(search, now), hintOf(search));
}

/** Which single demands to give up, and how many counsellors that would bring. */
async function findLooser(search: Search, now: Date): Promise<Results["looser"]> {
  const counted = looserSearches(search).map(async (looser) => ({
    ...looser,
    count: await countFitting(looser.search, now),
  }));
  return (await Promise.all(counted)).filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
}

async function toCards(listings: Pick<Listing, "_id" | "free">[], search: Search): Promise<Card[]> {
  const ids = listings.map(({ _id }) => String(_id));
  const [counsellors, availabilities] = await Promise.all([
    CounsellorModel.find({ _id: mongoose.trusted({ $in: ids }) }).lean(),
    findAvailabilities(ids),
  ]);
  const byId = new Map(counsellors.map((one) => [String(one._id), one]));
  return listings.flatMap(({ _id, free = {} }) => {
    const counsellor = byId.get(String(_id));
    if (!counsellor) return [];
    const firstFreeOf = ({ type }: Offer): Date => free[type] ?? NEVER_FREE;
    const [offer] = counsellor.offers
      .filter((one) => fits(one, search))
      .sort((a, b) => firstFreeOf(a).getTime() - firstFreeOf(b).getTime());
    const at = offer ? firstFreeOf(offer) : NEVER_FREE;
    const zone = availabilities.get(String(_id))?.zone ?? "Etc/UTC";
    return [{ ...counsellor, offer, zone, firstFree: at < NEVER_FREE ? at : null }];
  });
}
