/** How a session ended. */
export const OUTCOMES = ["attended", "cancelledByClient", "cancelledByCounsellor", "notAttended"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How far ahead sessions are booked: from this many days on. */
export const NOTICE_DAYS = [0, 1, 3, 7, 14] as const;

/** The place in NOTICE_DAYS of so many whole days. */
export const noticePlace = (days: number): number =>
  Math.max(
    0,
    NOTICE_DAYS.findLastIndex((from) => days >= from),
  );

const MINUTE_MS = 60_000;

/** The sums of one day of a counsellor's sessions that are over. Money is in the currency's smallest unit. */
export interface DaySums extends Record<Outcome, number> {
  /** The calendar day, as its midnight in UTC. */
  day: Date;
  /** Of attended sessions. */
  minutes: number;
  earned: number;
  refunded: number;
  /** The hours at which the attended sessions started, by the day's clocks. */
  hours: number[];
  /** All sessions, by their place in NOTICE_DAYS. */
  notice: number[];
  /** The ids of those who attended, each once. */
  clients: string[];
}

/** Sessions of one day with one outcome, all paid or all unpaid, as the database adds them up. */
export interface CountedSessions {
  _id: { day: Date; outcome: number; isPaid: 0 | 1 };
  sessions: number;
  ms: number;
  price: number;
  refund: number;
  clients: { toString(): string }[];
  hours: number[];
  /** Whole days from booking to start, of each session. */
  notice: number[];
}

/** Puts together what the database counted, by day. */
export function daysFrom(counted: CountedSessions[]): DaySums[] {
  const days = new Map<number, DaySums>();
  for (const sessions of counted) {
    const { day } = sessions._id;
    const sums = days.get(day.getTime()) ?? noSessions(day);
    days.set(day.getTime(), add(sums, sessions));
  }
  return [...days.values()];
}

function noSessions(day: Date): DaySums {
  const none = { attended: 0, cancelledByClient: 0, cancelledByCounsellor: 0, notAttended: 0 };
  return { day, ...none, minutes: 0, earned: 0, refunded: 0, hours: [], notice: NOTICE_DAYS.map(() => 0), clients: [] };
}

function add(day: DaySums, { _id, ...more }: CountedSessions): DaySums {
  const outcome = OUTCOMES[_id.outcome]!;
  const notice = [...day.notice];
  for (const days of more.notice) notice[noticePlace(days)]! += 1;
  return {
    ...day,
    [outcome]: day[outcome] + more.sessions,
    earned: day.earned + (_id.isPaid ? more.price - more.refund : 0),
    refunded: day.refunded + (_id.isPaid ? more.refund : 0),
    notice,
    ...(outcome === "attended" && {
      minutes: day.minutes + more.ms / MINUTE_MS,
      hours: [...day.hours, ...more.hours],
      // Someone may have attended a session that was paid and another that was not.
      clients: [...new Set([...day.clients, ...more.clients.map(String)])],
    }),
  };
}
