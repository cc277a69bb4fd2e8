import { findAvailability } from "../availability/find-availability.js";
import { findNearestSlots, findSlots, type Wish } from "../availability/find-slots.js";
import { slotsByDay } from "../availability/slot-rules.js";
import type { Services } from "../services.js";
import type { Counsellor } from "./counsellor-model.js";
import { findOffer, type Offer, type SessionType } from "./counsellor-rules.js";
import { byPartOfDay, daysOf, stripOf, type Day, type PartOfDay, type Strip } from "./picker-rules.js";

const DAY_MS = 24 * 60 * 60_000;

export interface Pick {
  type?: SessionType | undefined;
  /** The first day shown, the day opened and the time chosen. */
  from?: string | undefined;
  day?: string | undefined;
  at?: Date | undefined;
  /** A time whose day is to be opened, whatever day that is in the zone. */
  near?: Date | undefined;
  /** The zone to show times in, where it is not to be the reader's. */
  zone?: string | undefined;
}

/** A booked session for which another time is picked: it keeps its length. */
export interface Moving {
  id: string;
  minutes: number;
}

/** Everything that the slot picker shows of a counsellor. */
export interface Picker {
  offer: Offer;
  /** The zone that its times are shown in. */
  zone: string;
  counsellorZone: string;
  strip: Strip;
  days: Day[];
  open: Day | null;
  parts: [PartOfDay, Date[]][];
  /** The chosen time, and whether it is still free; `nearest` are others where it is not. */
  chosen: { at: Date; isFree: boolean; nearest: Date[] } | null;
}

/** Free times of a counsellor for one session type, as this reader sees them; null when they offer nothing yet. */
export async function pickTime(
  services: Services,
  counsellor: Counsellor,
  pick: Pick,
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
  const availability = await findAvailability(wish.counsellorId);
  const zone = pick.zone ?? reader.zone ?? availability.zone;

  const windowEnd = new Date(now.getTime() + availability.bookingWindowDays * DAY_MS);
  const sought = pick.at ?? pick.near;
  const dayOfSought = sought && [...slotsByDay([sought], zone).keys()][0];
  const strip = stripOf(pick.from ?? dayOfSought, zone, now, windowEnd);
  const days = daysOf(strip, slotsByDay(await findSlots(services, wish, strip), zone), zone);
  const open =
    days.find(({ date }) => date === (pick.day ?? dayOfSought)) ?? days.find((day) => day.slots.length > 0) ?? null;

  const chosen = pick.at ? await chosenTime(services, wish, pick.at) : null;
  const parts = byPartOfDay(open?.slots ?? [], zone);
  return { offer, zone, counsellorZone: availability.zone, strip, days, open, parts, chosen };
}

async function chosenTime(services: Services, wish: Wish, at: Date): Promise<NonNullable<Picker["chosen"]>> {
  const [exact] = await findSlots(services, wish, { from: at, to: new Date(at.getTime() + 1) });
  const nearest = exact ? [] : await findNearestSlots(services, wish, at);
  return { at, isFree: exact !== undefined, nearest };
}
