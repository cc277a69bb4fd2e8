import { weeksOf, type Period } from "./period-rules.js";

/** What became of a session. */
export const OUTCOMES = ["attended", "cancelledByClient", "cancelledByCounsellor", "notAttended"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How far ahead sessions are booked: from so many days on. */
export const NOTICE_DAYS = [0, 1, 3, 7, 14] as const;

export const HOURS_A_DAY = 24;
const DAYS_A_WEEK = 7;

/** The sessions of one week with one outcome, as the database adds them up. */
export interface SumRow {
  /** Counted from the first day of the period, in weeks; negative in the period before. */
  week: number;
  outcome: Outcome;
  sessions: number;
  minutes: number;
  earnedCents: number;
  refundedCents: number;
  /** Each of their clients once. */
  clients: string[];
}

/** What the database adds up about two periods of a counsellor's sessions. */
export interface FigureRows {
  sums: SumRow[];
  /** Attended sessions of the period, by the hour of the week at which they start: 0 is Monday at midnight. */
  hours: { hour: number; sessions: number }[];
  /** All sessions of the period, by the place in NOTICE_DAYS. */
  notice: { place: number; sessions: number }[];
  /** The clients first seen in either period. */
  firstSeen: { clientId: string; at: Date }[];
}

/** A counsellor's figures for some days. Money is in hundredths of the currency's unit. */
export interface Figures extends Record<Outcome, number> {
  minutes: number;
  earnedCents: number;
  refundedCents: number;
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
  weeks: (Figures & { week: Period })[];
  /** Sessions by the day of the week, Monday first, and the hour at which they start. */
  hours: number[][];
  /** Sessions by how far ahead they were booked, in the order of NOTICE_DAYS. */
  notice: number[];
}

/** Puts together what the database added up. */
export function insightsFrom({ sums, hours, notice, firstSeen }: FigureRows, period: Period, before: Period): Insights {
  const seenAt = new Map(firstSeen.map(({ clientId, at }) => [clientId, at.getTime()]));
  const figuresIn = (days: Period, rows: SumRow[]): Figures => figuresOf(rows, seenAt, days);
  const weeks = weeksOf(period);
  const rowsOf: SumRow[][] = weeks.map(() => []);
  for (const row of sums) rowsOf[row.week]?.push(row);
  const earlier = sums.filter(({ week }) => week < 0);
  return {
    period,
    before,
    now: figuresIn(period, rowsOf.flat()),
    then: figuresIn(before, earlier),
    weeks: weeks.map((week, place) => ({ week, ...figuresIn(week, rowsOf[place] ?? []) })),
    hours: hourTable(hours),
    notice: NOTICE_DAYS.map((_, place) => notice.find((row) => row.place === place)?.sessions ?? 0),
  };
}

/** `seenAt` holds when each client was first seen, in milliseconds, unless that was before both periods. */
function figuresOf(rows: SumRow[], seenAt: Map<string, number>, { from, until }: Period): Figures {
  const [begin, end] = [from.getTime(), until.getTime()];
  const total = (value: (row: SumRow) => number): number => rows.reduce((sum, row) => sum + value(row), 0);
  const sessionsOf = (outcome: Outcome) => total((row) => (row.outcome === outcome ? row.sessions : 0));
  const attended = rows.filter(({ outcome }) => outcome === "attended");
  const seen = new Set(attended.flatMap(({ clients }) => clients));
  return {
    attended: sessionsOf("attended"),
    cancelledByClient: sessionsOf("cancelledByClient"),
    cancelledByCounsellor: sessionsOf("cancelledByCounsellor"),
    notAttended: sessionsOf("notAttended"),
    minutes: attended.reduce((sum, { minutes }) => sum + minutes, 0),
    earnedCents: total(({ earnedCents }) => earnedCents),
    refundedCents: total(({ refundedCents }) => refundedCents),
    newClients: [...seenAt.values()].filter((at) => at >= begin && at < end).length,
    returningClients: [...seen].filter((client) => (seenAt.get(client) ?? -Infinity) < begin).length,
  };
}

function hourTable(hours: FigureRows["hours"]): number[][] {
  const sessions = new Map(hours.map((row) => [row.hour, row.sessions]));
  return Array.from({ length: DAYS_A_WEEK }, (_, day) =>
    Array.from({ length: HOURS_A_DAY }, (_, hour) => sessions.get(day * HOURS_A_DAY + hour) ?? 0),
  );
}
