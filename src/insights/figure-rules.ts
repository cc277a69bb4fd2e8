import { NOTICE_DAYS, OUTCOMES, type DaySums, type Outcome } from "./day-rules.js";
import { dayDates, stepsOf, type Period } from "./period-rules.js";

export const HOURS_A_DAY = 24;
const DAYS_A_WEEK = 7;

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
  const named = days.map((day) => ({ ...day, at: day.day.getTime(), clients: day.clients.map(String) }));
  const seenAt = new Map(firstSeen.map(({ clientId, at }) => [clientId, at.getTime()]));
  const figuresIn = (some: Period): Figures => figuresOf(within(named, some), seenAt, some);
  const shown = within(named, period);
  return {
    period,
    before,
    now: figuresIn(period),
    then: figuresIn(before),
    steps: stepsOf(period).map((step) => ({ step, ...figuresIn(step) })),
    hours: hourTable(shown),
    notice: NOTICE_DAYS.map((_, place) => sum(shown, ({ notice }) => notice[place] ?? 0)),
  };
}

type NamedDay = Omit<DaySums, "clients"> & { at: number; clients: string[] };

function within(days: NamedDay[], period: Period): NamedDay[] {
  const [first, end] = dayDates(period).map(Number) as [number, number];
  return days.filter(({ at }) => at >= first && at < end);
}

const sum = (days: NamedDay[], value: (day: NamedDay) => number): number =>
  days.reduce((total, day) => total + value(day), 0);

const ADDED_UP = [...OUTCOMES, "minutes", "earned", "refunded"] as const;

/** `seenAt` holds when each client was first seen, in milliseconds, unless that was before both periods. */
function figuresOf(days: NamedDay[], seenAt: Map<string, number>, { from, until }: Period): Figures {
  const [begin, end] = [from.getTime(), until.getTime()];
  const sums = Object.fromEntries(ADDED_UP.map((key) => [key, sum(days, (day) => day[key])]));
  const seen = new Set(days.flatMap(({ clients }) => clients));
  return {
    ...(sums as Record<(typeof ADDED_UP)[number], number>),
    newClients: [...seenAt.values()].filter((at) => at >= begin && at < end).length,
    returningClients: [...seen].filter((client) => (seenAt.get(client) ?? -Infinity) < begin).length,
  };
}

function hourTable(days: NamedDay[]): number[][] {
  const table = Array.from({ length: DAYS_A_WEEK }, () => Array.from({ length: HOURS_A_DAY }, () => 0));
  for (const { day, hours } of days) {
    const ofDay = table[(day.getUTCDay() + DAYS_A_WEEK - 1) % DAYS_A_WEEK]!;
    for (const hour of hours) ofDay[hour]! += 1;
  }
  return table;
}
