import { NOTICE_DAYS, OUTCOMES, type DaySums, type Outcome } from "./day-rules.js";
import { dayDates, stepsOf, stepWeeks, type Period } from "./period-rules.js";

export const HOURS_A_DAY = 24;
const DAYS_A_WEEK = 7;
const WEEK_MS = DAYS_A_WEEK * 86_400_000;

/** When a counsellor first saw a client. */
export interface FirstSeen {
  clientId: string;
  at: Date;
}

/** What is known of two periods of a counsellor's sessions: the sums of their days, and the clients first seen in either period. */
export interface FigureRows {
  days: DaySums[];
  firstSeen: FirstSeen[];
}

/** A counsellor's figures for some days. Money is in the currency's smallest unit. */
export interface Figures extends Record<Outcome, number> {
  minutes: number;
  earned: number;
  refunded: number;
  /** Clients who first booked in these days. */
  newClients: number;
  /** Clients who attended a session in these days, and were known before. */
  returningClients: number;
}

/** Everything that the dashboard shows about a period. */
export interface Insights {
  period: Period;
  before: Period;
  now: Figures;
  then: Figures;
  /** By the week, or where the period is long, by four weeks. */
  steps: (Figures & { step: Period })[];
  /** Sessions by the day of the week, Monday first, and the hour at which they start. */
  hours: number[][];
  /** Sessions by how far ahead they were booked, in the order of NOTICE_DAYS. */
  notice: number[];
}

/** Adds up days. */
export function insightsFrom({ days, firstSeen }: FigureRows, period: Period, before: Period): Insights {
  const seenAt = new Map(firstSeen.map(({ clientId, at }) => [clientId, at.getTime()]));
  const shown = within(days, period);
  return {
    period,
    before,
    now: figuresOf(shown, seenAt, period),
    then: figuresOf(within(days, before), seenAt, before),
    steps: byStep(shown, period).map(({ step, days }) => ({ step, ...figuresOf(days, seenAt, step) })),
    hours: hourTable(shown),
    notice: NOTICE_DAYS.map((_, place) => shown.reduce((sum, { notice }) => sum + (notice[place] ?? 0), 0)),
  };
}

function within(days: DaySums[], period: Period): DaySums[] {
  const [first, end] = dayDates(period);
  return days.filter(({ day }) => day >= first && day < end);
}

function byStep(days: DaySums[], period: Period): { step: Period; days: DaySums[] }[] {
  const steps = stepsOf(period).map((step) => ({ step, days: [] as DaySums[] }));
  const [first] = dayDates(period);
  const stepMs = stepWeeks(period) * WEEK_MS;
  for (const sums of days) steps[Math.floor((sums.day.getTime() - first.getTime()) / stepMs)]!.days.push(sums);
  return steps;
}

/** `seenAt` holds when each client was first seen, in milliseconds, unless that was before both periods. */
function figuresOf(days: DaySums[], seenAt: Map<string, number>, { from, until }: Period): Figures {
  const [begin, end] = [from.getTime(), until.getTime()];
  let newClients = 0;
  for (const at of seenAt.values()) if (at >= begin && at < end) newClients += 1;
  const seen = new Set<string>();
  for (const { clients } of days) for (const client of clients) seen.add(client);
  let returningClients = 0;
  for (const client of seen) if ((seenAt.get(client) ?? -Infinity) < begin) returningClients += 1;
  return {
    ...sumsOf(days),
    newClients,
    returningClients,
  };
}

const ADDED_UP = [...OUTCOMES, "minutes", "earned", "refunded"] as const;

type Sums = Record<(typeof ADDED_UP)[number], number>;

function sumsOf(days: DaySums[]): Sums {
  const sums = Object.fromEntries(ADDED_UP.map((key) => [key, 0])) as Sums;
  for (const day of days) for (const key of ADDED_UP) sums[key] += day[key];
  return sums;
}

function hourTable(days: DaySums[]): number[][] {
  const table = Array.from({ length: DAYS_A_WEEK }, () => Array.from({ length: HOURS_A_DAY }, () => 0));
  for (const { day, hours } of days) {
    const ofDay = table[(day.getUTCDay() + DAYS_A_WEEK - 1) % DAYS_A_WEEK]!;
    for (const hour of hours) ofDay[hour]! += 1;
  }
  return table;
}
