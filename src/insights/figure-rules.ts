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
  const named = days.map((sums) => ({ sums, clients: sums.clients.map(String) }));
  const shown = within(named, period);
  return {
    period,
    before,
    now: figuresOf(shown, seenAt, period),
    then: figuresOf(within(named, before), seenAt, before),
    steps: byStep(shown, period).map(({ step, days }) => ({ step, ...figuresOf(days, seenAt, step) })),
    hours: hourTable(shown),
    notice: NOTICE_DAYS.map((_, place) => shown.reduce((sum, { sums }) => sum + (sums.notice[place] ?? 0), 0)),
  };
}

/** A day's sums, with its clients' ids as texts, which several figures compare. */
interface NamedDay {
  sums: DaySums;
  clients: string[];
}

function within(days: NamedDay[], period: Period): NamedDay[] {
  const [first, end] = dayDates(period);
  return days.filter(({ sums }) => sums.day >= first && sums.day < end);
}

function byStep(days: NamedDay[], period: Period): { step: Period; days: NamedDay[] }[] {
  const steps = stepsOf(period).map((step) => ({ step, days: [] as NamedDay[] }));
  const [first] = dayDates(period);
  const stepMs = stepWeeks(period) * WEEK_MS;
  for (const day of days) steps[Math.floor((day.sums.day.getTime() - first.getTime()) / stepMs)]!.days.push(day);
  return steps;
}

/** `seenAt` holds when each client was first seen, in milliseconds, unless that was before both periods. */
function figuresOf(days: NamedDay[], seenAt: Map<string, number>, { from, until }: Period): Figures {
  const [begin, end] = [from.getTime(), until.getTime()];
  const seen = new Set(days.flatMap(({ clients }) => clients));
  return {
    ...sumsOf(days),
    newClients: [...seenAt.values()].filter((at) => at >= begin && at < end).length,
    returningClients: [...seen].filter((client) => (seenAt.get(client) ?? -Infinity) < begin).length,
  };
}

const ADDED_UP = [...OUTCOMES, "minutes", "earned", "refunded"] as const;

type Sums = Record<(typeof ADDED_UP)[number], number>;

function sumsOf(days: NamedDay[]): Sums {
  const sums = Object.fromEntries(ADDED_UP.map((key) => [key, 0])) as Sums;
  for (const day of days) for (const key of ADDED_UP) sums[key] += day.sums[key];
  return sums;
}

function hourTable(days: NamedDay[]): number[][] {
  const table = Array.from({ length: DAYS_A_WEEK }, () => Array.from({ length: HOURS_A_DAY }, () => 0));
  for (const { sums } of days) {
    const ofDay = table[(sums.day.getUTCDay() + DAYS_A_WEEK - 1) % DAYS_A_WEEK]!;
    for (const hour of sums.hours) ofDay[hour]! += 1;
  }
  return table;
}
