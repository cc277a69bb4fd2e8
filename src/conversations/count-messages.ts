import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Person } from "../access/permissions.js";
import { TooMany } from "../platform/errors.js";
import { RATES } from "../protocol/limits.js";

const { burst, perSecond } = RATES.message;
const messages = new RateLimiterMemory({ keyPrefix: "message", points: burst, duration: burst / perSecond });

/** Counts a message sent by a plain request; the limit is the same as over a socket. Throws TooMany. */
export async function countMessage({ id }: Person): Promise<void> {
  try {
    await messages.consume(id);
  } catch {
    throw new TooMany("That was a lot at once. Please wait a few seconds, then send this message again.");
  }
}
