import { DAY_MINUTES, minuteOfDay, minutesOfRange } from "./availability-rules.js";
import type { DayRows } from "./editor-rows-rules.js";

const LEFT = 36;
const PER_HOUR = 10.4;
const ROW = 16;

interface Bar {
  x: string;
  y: number;
  width: string;
}

/** The shapes of the picture, in the units of its view box. */
export interface WeekPicture {
  lines: { hour: number; x: number }[];
  names: { name: string; y: number }[];
  bars: Bar[];
}

/** A week at a glance, in the units of its picture (300 by 130): lines for hours, names of days, and bars for open hours. */
export function weekPicture(week: DayRows[]): WeekPicture {
  return {
    lines: [0, 6, 12, 18, 24].map((hour) => ({ hour, x: LEFT + hour * PER_HOUR })),
    names: week.map(({ weekday }, day) => ({ name: weekday.slice(0, 3), y: 29 + day * ROW })),
    bars: week.flatMap(({ rows }, day) => rows.flatMap((row) => barsOf(row, day, week.length))),
  };
}

/** Hours past midnight continue in the next day's row. */
function barsOf({ from, to }: { from: string; to: string }, day: number, days: number): Bar[] {
  const minutes = minutesOfRange({ from, to: minuteOfDay(to) === 0 ? "24:00" : to });
  if (!minutes || minutes.first >= minutes.last) return [];
  const { first, last } = minutes;
  if (last <= DAY_MINUTES) return [bar(first, last, day)];
  return [bar(first, DAY_MINUTES, day), bar(0, last - DAY_MINUTES, (day + 1) % days)];
}

function bar(first: number, last: number, day: number): Bar {
  const x = (minute: number): number => (minute * PER_HOUR) / 60;
  return { x: (LEFT + x(first)).toFixed(1), y: 18 + day * ROW, width: x(last - first).toFixed(1) };
}
