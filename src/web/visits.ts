import type { RequestHandler } from "express";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { TooMany } from "../platform/errors.js";
import { networkOf } from "../platform/network-rules.js";
import { actor } from "./passport.js";

const SECONDS = 10;
/** Of one network within ten seconds: a school or an office that looks around together stays below. */
export const MOST_VISITS = 120;

const TOO_MANY = "Your network has asked for many pages at once. Please wait ten seconds and try again.";

/** Pictures cost little and come by the dozen. */
const PICTURES = /^\/(photos|logo)\//;

/** Counts the pages that visitors ask for, by network. */
export class Visits {
  readonly #limit: RateLimiterMemory;

  constructor(most = MOST_VISITS) {
    this.#limit = new RateLimiterMemory({ points: most, duration: SECONDS });
  }

  /** Whether someone at this IP address may have one more. */
  async count(address: string): Promise<boolean> {
    return this.#limit.consume(networkOf(address)).then(
      () => true,
      () => false,
    );
  }
}

/** Refuses visitors whose network asks for too many pages at once. People who are signed in are known, and not counted. */
export function limitVisits(visits: Visits): RequestHandler {
  return async (req, res, next) => {
    const isCounted = req.method === "GET" && actor(req).role === "visitor" && !PICTURES.test(req.path);
    if (!isCounted || (await visits.count(req.ip ?? ""))) return next();
    res.set("Retry-After", String(SECONDS));
    throw new TooMany(TOO_MANY);
  };
}
