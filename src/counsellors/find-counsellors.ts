import { findSlots } from "../availability/find-slots.js";
import { findAvailability } from "../availability/find-availability.js";
import type { Services } from "../services.js";
import { CounsellorModel, type Counsellor } from "./counsellor-model.js";
import { findOffer, type Offer, type SessionType, type Specialization } from "./counsellor-rules.js";

const PAGE_SIZE = 20;
const DAY_MS = 24 * 60 * 60_000;
const LOOK_AHEAD_DAYS = [2, 8, 60];

export interface Search {
  specialization?: Specialization | undefined;
  sessionType?: SessionType | undefined;
  /** From 1. */
  page: number;
}

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
}

/** Published counsellors who fit, by name, a page at a time, each with their first free time. */
export async function findCounsellors(services: Services, search: Search): Promise<Results> {
  const wanted = {
    published: true,
    ...(search.specialization ? { specializations: search.specialization } : {}),
    ...(search.sessionType ? { "offers.type": search.sessionType } : {}),
  };
  const count = await CounsellorModel.countDocuments(wanted);
  const pages = Math.max(1, Math.ceil(count / PAGE_SIZE));
  const page = Math.min(search.page, pages);
  const counsellors = await CounsellorModel.find(wanted)
    .sort({ name: 1, _id: 1 })
    .skip((page - 1) * PAGE_SIZE)
    .limit(PAGE_SIZE)
    .lean();
  return {
    count,
    page,
    pages,
    cards: await Promise.all(counsellors.map((one) => toCard(services, one, search.sessionType))),
  };
}

async function toCard(services: Services, counsellor: Counsellor, sessionType: SessionType | undefined): Promise<Card> {
  const offer = sessionType ? findOffer(counsellor, sessionType) : counsellor.offers[0];
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
