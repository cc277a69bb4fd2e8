import { addMinutes } from "../platform/minutes-rules.js";
import { chances } from "./chance-rules.js";

const DAY = 24 * 60;

/** Who came to whom in the past year, by their places in the lists of demo people. */
interface Course {
  client: number;
  counsellor: number;
  /** How many weeks ago it began and ended. */
  from: number;
  until: number;
  /** How many weeks apart they are. */
  every: number;
  /** 1 is Monday; the hour is UTC. */
  weekday: number;
  hour: number;
}

const course = (
  client: number,
  counsellor: number,
  [from, until]: [number, number],
  every: number,
  [weekday, hour]: [number, number],
): Course => ({ client, counsellor, from, until, every, weekday, hour });

/** A counsellor's times are their own, and so are a client's. */
const COURSES: Course[] = [
  course(0, 0, [40, 4], 1, [2, 9]),
  course(1, 0, [16, 2], 2, [3, 10]),
  course(2, 0, [52, 30], 1, [1, 8]),
  course(3, 0, [50, 0], 1, [4, 13]),
  course(4, 0, [45, 20], 2, [1, 15]),
  course(5, 0, [33, 0], 1, [5, 8]),
  course(6, 0, [26, 0], 2, [2, 14]),
  course(7, 0, [22, 8], 1, [3, 13]),
  course(8, 0, [12, 0], 1, [1, 9]),
  course(9, 0, [6, 0], 1, [5, 10]),
  course(2, 1, [28, 0], 1, [2, 10]),
  course(4, 1, [19, 1], 2, [4, 11]),
  course(6, 1, [50, 28], 1, [1, 12]),
  course(5, 2, [30, 6], 2, [3, 14]),
  course(7, 3, [52, 24], 3, [2, 18]),
  course(8, 4, [40, 14], 2, [4, 9]),
  course(9, 5, [44, 10], 2, [1, 17]),
  course(3, 7, [24, 3], 3, [6, 10]),
  course(2, 11, [20, 2], 2, [2, 13]),
];

export type PastOutcome =
  | "completed"
  | "cancelled early"
  | "cancelled late"
  | "counsellor"
  | "client absent"
  | "unattended";

/** Of a hundred sessions, up to which number each outcome reaches. */
const OUTCOMES: [number, PastOutcome][] = [
  [82, "completed"],
  [89, "cancelled early"],
  [93, "cancelled late"],
  [96, "counsellor"],
  [99, "client absent"],
  [100, "unattended"],
];

/** A session of the past year. */
export interface PastSession {
  client: number;
  counsellor: number;
  startsAt: Date;
  bookedAt: Date;
  outcome: PastOutcome;
}

/** A year of sessions that is the same at every start, but for the day it ends on. */
export function pastYear(now: Date): PastSession[] {
  const chance = chances(20_260_101);
  const monday = mondayBefore(now);
  return COURSES.flatMap(({ client, counsellor, from, until, every, weekday, hour }) => {
    const sessions: PastSession[] = [];
    for (let weeksAgo = from; weeksAgo >= until; weeksAgo -= every) {
      const startsAt = addMinutes(monday, (-weeksAgo * 7 + weekday - 1) * DAY + hour * 60);
      const outcome = outcomeFor(chance() * 100);
      const bookedAt = addMinutes(startsAt, -Math.round((1 + chance() * 20) * DAY));
      sessions.push({ client, counsellor, startsAt, bookedAt, outcome });
    }
    return sessions;
  }).filter(({ startsAt }) => startsAt < addMinutes(now, -DAY));
}

function outcomeFor(number: number): PastOutcome {
  return OUTCOMES.find(([reach]) => number < reach)?.[1] ?? "completed";
}

function mondayBefore(now: Date): Date {
  const midnight = new Date(now);
  midnight.setUTCHours(0, 0, 0, 0);
  return addMinutes(midnight, -((midnight.getUTCDay() + 6) % 7) * DAY);
}
