import { findSlots } from "../availability/find-slots.js";
import { findAvailability } from "../availability/find-availability.js";
import type { Services } from "../services.js";
import { CounsellorModel, type Counsellor } from "./counsellor-model.js";
import type { Offer } from "./counsellor-rules.js";
import { DEMANDS, filterOf, fits, type Demand, type Search } from "./search-filter.js";

const PAGE_SIZE = 20;
const DAY_MS = 24 * 60 * 60_000;
const LOOK_AHEAD_DAYS = [2, 8, 60];

/** A counsellor as one card of the results. */
export interface Card extends Counsellor {
  /** What the card's price and first free time are for: the session type searched for, or else the first offered. */
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
  /** Where nobody fits: what would bring somebody. */
  looser: Looser[];
}

export interface Looser {
  without: Demand;
  count: number;
}

/** Published counsellors who fit, by name, a page at a time, each with their first free time. */
export async function findCounsellors(services: Services, search: Search): Promise<Results> {
  const wanted = filterOf(search);
  const count = await CounsellorModel.countDocuments(wanted);
  const pages = Math.max(1, Math.ceil(count / PAGE_SIZE));
  const page = Math.min(search.page, pages);
  const counsellors = await CounsellorModel.find(wanted)
    .sort({ name: 1, _id: 1 })
    .skip((page - 1) * PAGE_SIZE)
    .limit(PAGE_SIZE)
    .lean();
  const cards = await Promise.all(counsellors.map((one) => toCard(services, one, search)));
  return { count, page, pages, cards, looser: count === 0 ? await findLooser(search) : [] };
}

/** Every language that somebody published speaks. */
export async function findLanguages(): Promise<string[]> {
  const languages = await CounsellorModel.distinct("languages", { published: true });
  return languages.sort((a, b) => a.localeCompare(b));
}

/** Which single demands to give up, and how many counsellors that would bring, most first. */
async function findLooser(search: Search): Promise<Looser[]> {
  const demands = DEMANDS.filter((name) => search[name] !== undefined);
  const counts = demands.map(async (without) => {
    const count = await CounsellorModel.countDocuments(filterOf({ ...search, [without]: undefined }));
    return { without, count };
  });
  return (await Promise.all(counts)).filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
}

async function toCard(services: Services, counsellor: Counsellor, search: Search): Promise<Card> {
  const offer = counsellor.offers.find((one) => fits(one, search)) ?? counsellor.offers[0];
  const id = String(counsellor._id);
  const [{ zone }, firstFree] = await Promise.all([
    findAvailability(id),
    offer ? findFirstFree(services, id, offer.minutes) : null,
  ]);
  return { ...counsellor, offer, zone, firstFree };
}

/** Looks at the next days first, since most have a free time soon. */
async function findFirstFree(services: Services, counsellorId: string, minutes: number): Promise<Date | null> {
  const now = services.clock.now();
  for (const days of LOOK_AHEAD_DAYS) {
    const [first] = await findSlots(
      services,
      { counsellorId, minutes },
      {
        from: now,
        to: new Date(now.getTime() + days * DAY_MS),
      },
    );
    if (first) return first;
  }
  return null;
}
