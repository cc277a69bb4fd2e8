import type { Format } from "../web/format-rules.js";
import { HOURS_A_DAY, type Figures, type Insights } from "./figure-rules.js";
import { stepWeeks, type Period } from "./period-rules.js";
import type { Cell, FigureTable, TableKey } from "./table-rules.js";

/** How amounts and days are written. */
export interface Writing {
  format: Format;
  /** An amount without its currency, such as "60.00". */
  amount: (smallest: number) => string;
  /** How many of its smallest unit make one of the currency's unit: 100 for the euro. */
  currencyUnit: number;
}

export const DAY_NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
export const NOTICE_NAMES = ["Under a day", "1 to 2 days", "3 to 6 days", "1 to 2 weeks", "2 weeks or more"];

const COUNTS: [keyof Figures, string][] = [
  ["attended", "Attended"],
  ["cancelledByClient", "Cancelled by clients"],
  ["cancelledByCounsellor", "Cancelled by you"],
  ["notAttended", "Not attended"],
];
const MONEY: [keyof Figures, string][] = [
  ["earned", "Earned"],
  ["refunded", "Refunded"],
];
const CLIENTS: [keyof Figures, string][] = [
  ["newClients", "New clients"],
  ["returningClients", "Returning clients"],
];

/** All figures of the dashboard as tables: what the page shows is what a file of them holds. */
export function figureTables(insights: Insights, writing: Writing): Record<TableKey, FigureTable> {
  const each = stepWords(insights.period);
  const byStep = (what: string, figures: [keyof Figures, string][]) =>
    stepTable(insights, `${what} by ${each}`, figures, writing);
  return {
    summary: summaryTable(insights, writing),
    sessions: byStep("Sessions", COUNTS),
    hours: byStep("Hours of attended sessions", [["minutes", "Hours"]]),
    money: byStep("Earnings and refunds", MONEY),
    clients: byStep("Clients", CLIENTS),
    busiest: busiestTable(insights),
    notice: {
      caption: "Sessions by how far ahead they were booked",
      columns: ["Booked ahead", "Sessions"],
      rows: insights.notice.map((count, place) => ({ name: NOTICE_NAMES[place] ?? "", cells: [cellOf(count)] })),
    },
  };
}

/** What a period's figures are given for each of. */
export const stepWords = (period: Period): string => (stepWeeks(period) === 1 ? "week" : "four weeks");

/** "2 November 2026", for one of a period's days. */
export function dayWords(day: string, format: Format): string {
  return format.date(new Date(`${day}T12:00:00Z`), "UTC");
}

/** "2 November 2026 to 29 November 2026" */
export function periodWords({ firstDay, lastDay }: Period, format: Format): string {
  return firstDay === lastDay
    ? dayWords(firstDay, format)
    : `${dayWords(firstDay, format)} to ${dayWords(lastDay, format)}`;
}

function summaryTable({ period, now, then }: Insights, writing: Writing): FigureTable {
  const figures: [keyof Figures, string][] = [...COUNTS, ["minutes", "Hours"], ...MONEY, ...CLIENTS];
  return {
    caption: `${periodWords(period, writing.format)}, and the ${period.days === 1 ? "day" : `${period.days} days`} before`,
    columns: ["", "Now", "Before"],
    rows: figures.map(([key, name]) => ({ name, cells: [cell(key, now, writing), cell(key, then, writing)] })),
  };
}

function stepTable(
  { period, steps }: Insights,
  caption: string,
  figures: [keyof Figures, string][],
  writing: Writing,
): FigureTable {
  return {
    caption: `${caption}, each from the day shown`,
    columns: [stepWeeks(period) === 1 ? "Week from" : "Four weeks from", ...figures.map(([, label]) => label)],
    rows: steps.map((each) => ({
      name: dayWords(each.step.firstDay, writing.format),
      cells: figures.map(([key]) => cell(key, each, writing)),
    })),
  };
}

/** Hours down, days across, without the hours before the first and after the last session. */
function busiestTable({ hours }: Insights): FigureTable {
  const [first, end] = usedHours(hours);
  return {
    caption: "Attended sessions by the hour at which they started",
    columns: ["Hour", ...DAY_NAMES],
    rows: Array.from({ length: end - first }, (_, place) => ({
      name: hourName(first + place),
      cells: hours.map((day) => cellOf(day[first + place] ?? 0)),
    })),
  };
}

/** From which hour to before which there are sessions; working hours where there are none. */
export function usedHours(hours: number[][]): [first: number, end: number] {
  const used = Array.from({ length: HOURS_A_DAY }, (_, hour) => hours.some((day) => (day[hour] ?? 0) > 0));
  return used.includes(true) ? [used.indexOf(true), used.lastIndexOf(true) + 1] : [9, 17];
}

/** "09:00" */
export const hourName = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

function cell(key: keyof Figures, figures: Figures, { format, amount }: Writing): Cell {
  const value = figures[key];
  if (key === "earned" || key === "refunded") return { shown: format.money(value), plain: amount(value) };
  if (key === "minutes") return { shown: hoursOf(value), plain: hoursOf(value) };
  return cellOf(value);
}

/** Hours to one decimal: "12.5". */
const hoursOf = (minutes: number): string => String(Math.round(minutes / 6) / 10);

const cellOf = (count: number): Cell => ({ shown: String(count), plain: String(count) });
