/**
 * How much each long trial tries: a fraction in `npm test`, everything in `npm run test:long`, which runs the files that import
 * this one.
 */
const isFull = process.env.TRIALS === "full";
const sized = <T>(fraction: T, full: T): T => (isFull ? full : fraction);

/** What random trials begin with. Their titles show it; SEED sets another. */
export const SEED = Number(process.env.SEED ?? 20261123);

/** How long one trial may take on a busy machine, in milliseconds. */
export const TRIAL_MS = sized(300_000, 1_200_000);

export const TRIALS = {
  /** Pairs who write `each` messages a side, while connections are cut and the server is killed. */
  lossless: sized({ pairs: 4, each: 40, cuts: 12, kills: 1 }, { pairs: 20, each: 250, cuts: 100, kills: 10 }),
  /** Messages written without a connection. */
  queued: sized(24, 60),
  /** Clients who want one time at once, `overHttp` of them by the site's pages in most rounds. */
  underLoad: sized({ clients: 40, overHttp: 10, rounds: 4 }, { clients: 200, overHttp: 20, rounds: 50 }),
  /** Kills of a process in which this many couples stop before each write. */
  killed: sized({ kills: 1, couples: 1 }, { kills: 2, couples: 10 }),
  bookings: sized(800, 5_000),
  /** Races of someone's arrival with the end of the wait for them, and of several who settle one late payment. */
  arrivals: sized(100, 500),
  latePayments: sized(20, 60),
  awayMs: sized(4_000, 20_000),
  /** Rounds in which both sides of a call join it again, and frames that they exchange before and after a kill of the server. */
  joins: sized(3, 10),
  callFrames: sized(20, 60),
  slots: sized(2_000, 10_000),
  searches: sized(50, 500),
  listings: sized(30, 200),
  indexedQueries: sized(40, 400),
  /** Seeds of random edits from three windows, and edits in each. */
  noteEdits: sized({ seeds: 3, each: 50 }, { seeds: 20, each: 200 }),
  /** The same in three real browsers. */
  noteWindows: sized({ seeds: 1, each: 30 }, { seeds: 3, each: 100 }),
  /** Requests over all routes, and frames over sockets. */
  fuzz: sized({ requests: 500, frames: 2500 }, { requests: 10_000, frames: 25_000 }),
  /** Whether a call's line gets too narrow for its pictures, and wide again, which takes a minute. */
  narrowsLine: sized(false, true),
  /** How Redis goes away under two processes, and for how long. */
  redisAway: sized<{ how: "killed" | "frozen"; ms: number }[]>(
    [],
    [
      { how: "killed", ms: 20_000 },
      { how: "frozen", ms: 20_000 },
    ],
  ),
  /** Couples of whom half meet and half do not, at two processes. */
  couples: sized(3, 40),
  /** Whether to wait until people of a killed process have left. */
  waitsForAbsence: sized(false, true),
  databaseKills: sized(2, 20),
};
