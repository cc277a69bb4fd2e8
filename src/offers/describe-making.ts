import { Temporal } from "temporal-polyfill";
import { MEDIA, SESSION_TYPES } from "../catalogue/catalogue-rules.js";
import { hoursWords } from "../catalogue/terms-rules.js";
import type { Format } from "../web/format-rules.js";
import type { Making } from "./find-making.js";

/** The page on which a counsellor offers a time, in words. */
export interface MakingWords {
  address: string;
  types: { key: string; label: string }[];
  type: string;
  media: { key: string; label: string }[];
  medium: string | undefined;
  /** The date and the time to begin with. */
  date: string;
  time: string;
  free: { href: string; words: string }[];
  keptFor: string;
  zoneName: string;
}

/** Describes the page; `at` is the free time that was chosen, if one was. */
export function describeMaking(
  { offers, offer, media, free, offerHours }: Making,
  { address, at, zone }: { address: string; at: Date | undefined; zone: string },
  format: Format,
): MakingWords {
  const chosen = at && Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
  return {
    address,
    types: offers.map(({ type, minutes }) => ({ key: type, label: `${SESSION_TYPES[type]}, ${minutes} min` })),
    type: offer.type,
    media: media.map((key) => ({ key, label: MEDIA[key] })),
    medium: media[0],
    date: chosen?.toPlainDate().toString() ?? "",
    time: chosen?.toPlainTime().toString({ smallestUnit: "minute" }) ?? "",
    free: free.map((start) => ({
      href: `${address}?at=${encodeURIComponent(start.toISOString())}`,
      words: `${format.shortDay(start, zone)}, ${format.time(start, zone)}`,
    })),
    keptFor: hoursWords(offerHours),
    zoneName: format.zoneName(zone),
  };
}
