import { endsNextDay, WEEKDAYS, type Availability, type Range } from "./availability-rules.js";
import { isNextDay } from "./override-rows-rules.js";
import { SETTINGS } from "./setting-rules.js";

/** The same thing as saved by the other window, and as entered in this one. */
interface Versions {
  there: string;
  here: string;
}

export interface Differences {
  /** Of weekdays and settings. */
  named: (Versions & { label: string })[];
  /** Of dates; consecutive ones that differ in the same way are one entry. */
  dated: (Versions & { first: string; last: string })[];
}

/** Where two versions of an availability differ; dates before `today` are left out. */
export function differencesOf(there: Availability, here: Availability, today: string): Differences {
  const pairs = [
    ...WEEKDAYS.map((label, day) => ({
      label,
      there: rangesWords(there.weekly[day]),
      here: rangesWords(here.weekly[day]),
    })),
    ...SETTINGS.map(({ label, name, words }) => ({ label, there: words(there[name]), here: words(here[name]) })),
  ];
  return { named: pairs.filter(isDifferent), dated: datesInRows(differentDates(there, here, today)) };
}

const isDifferent = ({ there, here }: Versions): boolean => there !== here;

function differentDates(there: Availability, here: Availability, today: string): (Versions & { date: string })[] {
  const dates = [...there.overrides, ...here.overrides].map(({ date }) => date).filter((date) => date >= today);
  const wordsOn = ({ overrides }: Availability, date: string): string => {
    const override = overrides.find((one) => one.date === date);
    return override ? rangesWords(override.ranges) : "as in the week";
  };
  return [...new Set(dates)]
    .sort()
    .map((date) => ({ date, there: wordsOn(there, date), here: wordsOn(here, date) }))
    .filter(isDifferent);
}

function datesInRows(differences: (Versions & { date: string })[]): Differences["dated"] {
  const rows: Differences["dated"] = [];
  for (const { date, there, here } of differences) {
    const row = rows.at(-1);
    if (row && isNextDay(row.last, date) && row.there === there && row.here === here) row.last = date;
    else rows.push({ first: date, last: date, there, here });
  }
  return rows;
}

function rangesWords(ranges: Range[] = []): string {
  return ranges.length === 0 ? "closed" : ranges.map(rangeWords).join(", ");
}

function rangeWords(range: Range): string {
  return `${range.from} to ${range.to}${endsNextDay(range) ? " the next day" : ""}`;
}
