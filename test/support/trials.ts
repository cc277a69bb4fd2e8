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
  lossless: sized({ pairs: 5, each: 60, cuts: 20, kills: 2 }, { pairs: 20, each: 250, cuts: 100, kills: 10 }),
  /** Messages written without a connection. */
  queued: sized(24, 60),
  /** Clients who want one time at once, `overHttp` of them by the site's pages in most rounds. */
  underLoad: sized({ clients: 40, overHttp: 10, rounds: 8 }, { clients: 200, overHttp: 20, rounds: 50 }),
  /** Kills of a process in which so many couples stop before each write. */
  killed: sized({ kills: 1, couples: 2 }, { kills: 2, couples: 10 }),
  bookings: sized(1_200, 10_000),
  /** Races of someone's arrival with the end of the wait for them, and of several who settle one late payment. */
  arrivals: sized(200, 1_000),
  latePayments: sized(40, 120),
  awayMs: sized(4_000, 20_000),
  slots: sized(2_000, 10_000),
  searches: sized(50, 500),
  listings: sized(60, 500),
  indexedQueries: sized(40, 400),
  /** Seeds of random edits from three windows, and edits in each. */
  noteEdits: sized({ seeds: 3, each: 50 }, { seeds: 60, each: 200 }),
  /** Requests over all routes, and frames over sockets. */
  fuzz: sized({ requests: 1000, frames: 2500 }, { requests: 20_000, frames: 50_000 }),
  databaseKills: sized(2, 20),
};
