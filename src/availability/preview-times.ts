import { CounsellorModel } from "../profiles/counsellor-model.js";
import type { Offer } from "../catalogue/catalogue-rules.js";
import { byPartOfDay, daysOf, openDay, stripOf, type Day, type PartOfDay } from "./picker-rules.js";
import type { Services } from "../services.js";
import type { Availability } from "./availability-rules.js";
import { findSlots } from "./find-slots.js";
import { slotsByDay } from "./slot-rules.js";

const DAY_MS = 24 * 60 * 60_000;

/** The next two weeks as a client would see them. */
export interface TimesPreview {
  offers: Offer[];
  offer: Offer;
  days: Day[];
  open: Day | null;
  parts: [PartOfDay, Date[]][];
}

/** Finds the times that a client would see with these hours; null for a counsellor who offers no session type yet. */
export async function previewTimes(
  services: Services,
  counsellorId: string,
  availability: Availability,
  wanted: { type?: string | undefined; day?: string | undefined },
): Promise<TimesPreview | null> {
  const counsellor = await CounsellorModel.findById(counsellorId, { offers: 1 }).lean();
  const offers = counsellor?.offers ?? [];
  const offer = offers.find(({ type }) => type === wanted.type) ?? offers[0];
  if (!offer) return null;
  const { zone, bookingWindowDays } = availability;
  const now = services.clock.now();
  const windowEnd = new Date(now.getTime() + bookingWindowDays * DAY_MS);
  const strip = stripOf(undefined, undefined, { zone, now, windowEnd });
  const slots = await findSlots(services, { counsellorId, minutes: offer.minutes }, strip, availability);
  const days = daysOf(strip, slotsByDay(slots, zone), zone);
  const open = openDay(days, wanted.day);
  return { offers, offer, days, open, parts: byPartOfDay(open?.slots ?? [], zone) };
}
