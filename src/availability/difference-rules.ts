import { WEEKDAYS, type Availability, type Range } from "./availability-rules.js";
import { isNextDay } from "./override-rows-rules.js";
import { SETTINGS } from "./setting-rules.js";

/** What one and the other say about the same thing. */
export interface Difference {
  there: string;
  here: string;
}

export interface Differences {
  /** Of weekdays and settings. */
  named: (Difference & { label: string })[];
  /** Of dates, from the first to the last of those in a row that differ alike. */
  dated: (Difference & { first: string; last: string })[];
}

/** In what two versions of an availability differ, leaving out dates before `today`. */
export function differencesOf(there: Availability, here: Availability, today: string): Differences {
  const pairs = [
    ...WEEKDAYS.map((label, day) => ({
      label,
      there: hoursWords(there.weekly[day]),
      here: hoursWords(here.weekly[day]),
    })),
    ...SETTINGS.map(({ label, name, words }) => ({ label, there: words(there[name]), here: words(here[name]) })),
  ];
  return { named: pairs.filter(isDifferent), dated: datesInRows(differentDates(there, here, today)) };
}

const isDifferent = ({ there, here }: Difference): boolean => there !== here;

function differentDates(there: Availability, here: Availability, today: string): (Difference & { date: string })[] {
  const dates = [...there.overrides, ...here.overrides].map(({ date }) => date).filter((date) => date >= today);
  const wordsOn = ({ overrides }: Availability, date: string): string => {
    const override = overrides.find((one) => one.date === date);
    return override ? hoursWords(override.ranges) : "as in the week";
  };
  return [...new Set(dates)]
    .sort()
    .map((date) => ({ date, there: wordsOn(there, date), here: wordsOn(here, date) }))
    .filter(isDifferent);
}

function datesInRows(differences: (Difference & { date: string })[]): Differences["dated"] {
  const rows: Differences["dated"] = [];
  for (const { date, there, here } of differences) {
    const row = rows.at(-1);
    if (row && isNextDay(row.last, date) && row.there === there && row.here === here) row.last = date;
    else rows.push({ first: date, last: date, there, here });
  }
  return rows;
}

function hoursWords(ranges: Range[] = []): string {
  return ranges.length === 0 ? "closed" : ranges.map(({ from, to }) => `${from} to ${to}`).join(", ");
}
