import { SESSION_TYPES, sessionName } from "../catalogue/catalogue-rules.js";
import type { Counsellor } from "../profiles/counsellor-model.js";
import type { Format } from "../web/format-rules.js";
import { describeChosen, type ChosenView } from "./describe-chosen.js";
import type { Picker, PickerRequest } from "./pick-time.js";
import type { PickerPage } from "./picker-page.js";

/** A slot picker in words and addresses, as its template shows it. */
export type PickerView = { isEmpty: true; counsellorName: string } | OfferedTimes;

interface OfferedTimes {
  isEmpty: false;
  types: { words: string; href: string; isCurrent: boolean }[];
  /** While the reader is choosing a zone. */
  zoneChooser: ZoneForm | null;
  zoneName: string;
  zoneHref: string;
  days: (DayWords & { isOpen: boolean; href: string })[];
  earlier: string | null;
  later: string | null;
  /** Whether the day's heading takes the focus. */
  hasFocus: boolean;
  open: OpenDay | null;
  nothing: string;
  chosen: ChosenView | null;
}

interface ZoneForm {
  path: string;
  /** The form's hidden fields, by name. */
  kept: [string, unknown][];
  options: PickerPage["zones"];
  value: string;
  attributes: { "data-focus": boolean };
}

interface OpenDay {
  day: string;
  /** Says that the requested day has no free times. */
  instead: string | null;
  announcement: string;
  parts: { name: string; slots: { time: string; href: string; isChosen: boolean }[] }[];
}

/** A day of a strip in words. */
export interface DayWords {
  weekday: string;
  date: string;
  isFree: boolean;
  count: string;
}

/** Describes a slot picker; without one, the counsellor offers nothing yet. */
export function describePicker(picker: Picker | null, page: PickerPage, format: Format): PickerView {
  const { counsellor, query, isSwapped, moving } = page;
  if (!picker) return { isEmpty: true, counsellorName: counsellor.name };
  const isChoosingZone = query.choose === "zone";
  const addressOf = (change: PickerChange): string => address(page.path, { ...shownBy(picker, query), ...change });
  return {
    isEmpty: false,
    types: moving ? [] : typesOf(picker, counsellor, addressOf),
    zoneChooser: isChoosingZone ? zoneForm(picker, page) : null,
    zoneName: format.zoneName(picker.zone),
    zoneHref: addressOf({ choose: "zone", at: picker.chosen?.at.toISOString() }),
    days: picker.days.map((day) => ({
      ...stripDayWords(day.noon, picker.zone, day.slots.length, format),
      isOpen: day.date === picker.open?.date,
      href: addressOf({ day: day.date }),
    })),
    earlier: picker.strip.earlier && addressOf({ from: picker.strip.earlier, day: undefined }),
    later: picker.strip.later && addressOf({ from: picker.strip.later, day: undefined }),
    hasFocus: isSwapped && !picker.chosen && !isChoosingZone,
    open: openDayOf(picker, format, addressOf),
    nothing: `Nothing is free in these two weeks.${picker.strip.later ? " Try later days." : ""}`,
    chosen: describeChosen(picker, page, format, addressOf),
  };
}

type PickerChange = Partial<Record<"type" | "from" | "day" | "zone" | "at" | "choose" | "near", string | undefined>>;
type AddressOf = (change: PickerChange) => string;

/** The picker's state in its address. It omits a strip that begins today: in another zone, today may differ. */
function shownBy({ offer, strip, open }: Picker, { zone }: PickerRequest): PickerChange {
  return { type: offer.type, from: strip.earlier ? strip.first : undefined, day: open?.date, zone };
}

function address(path: string, asked: PickerChange): string {
  const given = Object.entries(asked).filter((one): one is [string, string] => Boolean(one[1]));
  return `${path}?${new URLSearchParams(given).toString()}`;
}

function typesOf({ offer }: Picker, { offers }: Counsellor, addressOf: AddressOf): OfferedTimes["types"] {
  if (offers.length < 2) return [];
  return offers.map(({ type, minutes }) => ({
    words: `${SESSION_TYPES[type]}, ${minutes} min`,
    href: addressOf({ type }),
    isCurrent: type === offer.type,
  }));
}

/** Changing the zone keeps the chosen time, or else the day of the first free one. */
function zoneForm(picker: Picker, { path, query, zones, isSwapped }: PickerPage): ZoneForm {
  const { type, from } = shownBy(picker, query);
  const at = picker.chosen?.at.toISOString();
  const near = at ? undefined : picker.open?.slots[0]?.toISOString();
  const kept = Object.entries({ type, from, at, near, choose: "kept" }).filter(([, value]) => value);
  return { path, kept, options: zones, value: picker.zone, attributes: { "data-focus": isSwapped } };
}

/** A day of a strip in words: "Tue", "24 Nov" and "3 free". */
export function stripDayWords(noon: Date, zone: string, count: number, { shortDay }: Format): DayWords {
  const [weekday = "", ...date] = shortDay(noon, zone).split(" ");
  return { weekday, date: date.join(" "), isFree: count > 0, count: count > 0 ? `${count} free` : "none" };
}

function openDayOf(picker: Picker, format: Format, addressOf: AddressOf): OpenDay | null {
  const { open, missed, zone, parts, chosen } = picker;
  if (!open) return null;
  const day = format.day(open.noon, zone);
  const type = sessionName(picker.offer.type).toLowerCase();
  const article = /^[aeiou]/.test(type) ? "an" : "a";
  const instead =
    missed && !chosen
      ? `No free time for ${article} ${type} on ${format.day(missed.noon, zone)}. The nearest day:`
      : null;
  const free = `${open.slots.length} free ${open.slots.length === 1 ? "time" : "times"}`;
  return {
    day,
    instead,
    announcement: `${instead ? `${instead} ` : ""}${day}: ${free}`,
    parts: parts.map(([name, slots]) => ({
      name,
      slots: slots.map((slot) => ({
        time: format.time(slot, zone),
        href: addressOf({ at: slot.toISOString() }),
        isChosen: chosen?.at.getTime() === slot.getTime(),
      })),
    })),
  };
}
