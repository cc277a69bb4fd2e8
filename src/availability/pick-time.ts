import { whyNotBookable } from "../appointments/ensure-bookable.js";
import type { Availability } from "./availability-rules.js";
import { findSlots, nearby, nearestSlots, slotsIn, type Period } from "./find-slots.js";
import { dayOf } from "../web/zone-days-rules.js";
import { slotsByDay } from "./slot-rules.js";
import type { Services } from "../services.js";
import type { Counsellor } from "../profiles/counsellor-model.js";
import { hoursUntil } from "../catalogue/terms-rules.js";
import { findOffer, type Offer, type SessionType } from "../catalogue/catalogue-rules.js";
import { byPartOfDay, daysOf, openDay, stripOf, type Day, type PartOfDay, type Strip } from "./picker-rules.js";

const DAY_MS = 24 * 60 * 60_000;

/** A request for some of a counsellor's free times. */
export interface PickerRequest {
  type?: SessionType | undefined;
  /** The first day shown, the day opened and the time chosen. */
  from?: string | undefined;
  day?: string | undefined;
  at?: Date | undefined;
  /** A time whose day to open, whatever day that is in the zone. */
  near?: Date | undefined;
  /** The zone to show times in, instead of the reader's. */
  zone?: string | undefined;
}

/** A booked session to move; it keeps its length. */
export interface Moving {
  id: string;
  minutes: number;
}

/** A counsellor's free times as the slot picker shows them. */
export interface Picker {
  offer: Offer;
  /** The zone in which it shows times. */
  zone: string;
  counsellorZone: string;
  strip: Strip;
  days: Day[];
  open: Day | null;
  /** The requested day, if it has no free times and another one is open instead. */
  missed: Day | null;
  parts: [PartOfDay, Date[]][];
  /**
   * The chosen time, in how many hours it is, and whether it is still free; if not, `nearest` are others. `refusal` says why a
   * signed-in reader cannot book it although it is free.
   */
  chosen: { at: Date; hoursLeft: number; isFree: boolean; nearest: Date[]; refusal: string | null } | null;
}

/** Finds free times of a counsellor with these hours for one session type, as this reader sees them; null if the counsellor offers nothing. */
export async function pickTime(
  services: Services,
  { counsellor, availability }: { counsellor: Counsellor; availability: Availability },
  pick: PickerRequest,
  reader: { id: string | null; zone: string | null },
  moving?: Moving,
): Promise<Picker | null> {
  const offer = (pick.type && findOffer(counsellor, pick.type)) ?? counsellor.offers[0];
  if (!offer) return null;
  const wish = {
    counsellorId: String(counsellor._id),
    minutes: moving?.minutes ?? offer.minutes,
    clientId: reader.id,
    ...(moving && { movingId: moving.id }),
  };
  const now = services.clock.now();
  const zone = pick.zone ?? reader.zone ?? availability.zone;

  const windowEnd = new Date(now.getTime() + availability.bookingWindowDays * DAY_MS);
  const instant = pick.at ?? pick.near;
  const sought = pick.day ?? (instant && dayOf(instant, zone).toString());
  const strip = stripOf(pick.from, sought, { zone, now, windowEnd });
  const mayRefuse = pick.at && !moving && reader.id;
  const [slots, refusal] = await Promise.all([
    findSlots(services, wish, pick.at ? hull(strip, nearby(pick.at)) : strip, availability),
    mayRefuse ? whyNotBookable(counsellor, reader, offer.type) : null,
  ]);
  const days = daysOf(strip, slotsByDay(slotsIn(slots, strip), zone), zone);
  const open = openDay(days, sought);
  const missed = days.find(({ date, slots: some }) => date === sought && some.length === 0) ?? null;

  const chosen = pick.at ? chosenTime(slots, pick.at) : null;
  const parts = byPartOfDay(open?.slots ?? [], zone);
  const shown = { offer, zone, counsellorZone: availability.zone, strip, days, open, missed, parts };
  if (!chosen) return { ...shown, chosen };
  const hoursLeft = hoursUntil(chosen.at, now);
  return { ...shown, chosen: { ...chosen, hoursLeft, refusal: chosen.isFree ? refusal : null } };
}

/** The shortest period that holds both. */
const hull = (a: Period, b: Period): Period => ({
  from: a.from < b.from ? a.from : b.from,
  to: a.to > b.to ? a.to : b.to,
});

function chosenTime(slots: Date[], at: Date): { at: Date; isFree: boolean; nearest: Date[] } {
  const isFree = slots.some((slot) => slot.getTime() === at.getTime());
  return { at, isFree, nearest: isFree ? [] : nearestSlots(slotsIn(slots, nearby(at)), at) };
}
