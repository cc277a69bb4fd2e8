import type { Format } from "../web/format-rules.js";
import { drawBars, type BarChart } from "./draw-chart.js";
import { drawHeatMap, type HeatMap } from "./draw-heat-map.js";
import type { Figures, Insights } from "./figure-rules.js";
import { DAY_NAMES, dayWords, hourName, NOTICE_NAMES, stepWords, usedHours, type Writing } from "./insight-tables.js";
import { stepWeeks } from "./period-rules.js";
import type { TableKey } from "./table-rules.js";

/** One picture with its heading; its numbers are in the table of the same key. */
export interface Picture {
  key: Exclude<TableKey, "summary">;
  heading: string;
  /** What the picture shows, for those who do not see it. */
  description: string;
  /** The series in their order, with the class that colours each. */
  legend: { series: string; label: string }[];
  bars: BarChart | null;
  heat: HeatMap | null;
}

/** How the series are coloured: by CSS classes `chart-…`. */
type Series = [key: keyof Figures, series: string, label: string];

const SESSIONS: Series[] = [
  ["attended", "first", "attended"],
  ["cancelledByClient", "second", "cancelled by clients"],
  ["cancelledByCounsellor", "third", "cancelled by you"],
  ["notAttended", "fourth", "not attended"],
];
const HOURS: Series[] = [["minutes", "first", "hours"]];
const MONEY: Series[] = [
  ["earned", "first", "earned"],
  ["refunded", "second", "refunded"],
];
const CLIENTS: Series[] = [
  ["newClients", "third", "new"],
  ["returningClients", "first", "returning"],
];

/** Draws a counsellor's figures. */
export function drawPictures(insights: Insights, { format, currencyUnit }: Writing): Picture[] {
  const per = `per ${stepWords(insights.period)}`;
  const byStep = (key: Picture["key"], heading: string, series: Series[], unit = 1) =>
    stepPicture(insights, format, { key, heading, series, unit });
  return [
    byStep("sessions", `Sessions ${per}`, SESSIONS),
    byStep("hours", `Hours ${per}`, HOURS, 60),
    byStep("money", `Earnings and refunds ${per}`, MONEY, currencyUnit),
    byStep("clients", "New and returning clients", CLIENTS),
    busiestPicture(insights),
    noticePicture(insights),
  ];
}

function stepPicture(
  { period, steps }: Insights,
  format: Format,
  { key, heading, series, unit }: { key: Picture["key"]; heading: string; series: Series[]; unit: number },
): Picture {
  const label = stepWeeks(period) === 1 ? shortDay : shortMonth;
  const labels = steps.map(({ step }) => label(step.firstDay, format));
  const values = (figure: keyof Figures): number[] => steps.map((each) => each[figure] / unit);
  return {
    key,
    heading,
    description: `Bars, one for each ${stepWords(period)}: ${series.map(([, , label]) => label).join(", ")}.`,
    legend: series.map(([, name, label]) => ({ series: name, label })),
    bars: drawBars({ labels, series: series.map(([figure, name]) => ({ key: name, values: values(figure) })) }),
    heat: null,
  };
}

function busiestPicture({ hours }: Insights): Picture {
  const [first, end] = usedHours(hours);
  const columns = Array.from({ length: end - first }, (_, place) => hourName(first + place));
  const values = hours.map((day) => day.slice(first, end));
  const titleOf = (row: number, column: number, value: number): string =>
    `${DAY_NAMES[row]} ${columns[column]}: ${value}`;
  return {
    key: "busiest",
    heading: "Busiest hours",
    description: "A week of hours. The stronger an hour, the more attended sessions started in it.",
    legend: [],
    bars: null,
    heat: drawHeatMap({ rows: DAY_NAMES, columns: columns.map((name) => name.slice(0, 2)), values }, titleOf),
  };
}

function noticePicture({ notice }: Insights): Picture {
  return {
    key: "notice",
    heading: "How far ahead sessions are booked",
    description: "Bars of sessions by the time from booking to start.",
    legend: [],
    bars: drawBars({ labels: NOTICE_NAMES.map(shortNotice), series: [{ key: "first", values: notice }] }),
    heat: null,
  };
}

/** "2 Nov" */
function shortDay(day: string, format: Format): string {
  return dayWords(day, format).replace(/^(\d+) (\p{L}{3}).*$/u, "$1 $2");
}

/** "Nov 2026" */
function shortMonth(day: string, format: Format): string {
  return dayWords(day, format).replace(/^\d+ (\p{L}{3}).*(\d{4})$/u, "$1 $2");
}

const shortNotice = (name: string): string =>
  name.replace("Under a day", "< 1 day").replace(" or more", "+").replace(" to ", "–").replace("weeks", "wks");
