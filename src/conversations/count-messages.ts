import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Person } from "../access/permissions.js";
import { TooMany } from "../platform/errors.js";
import { RATES } from "../protocol/limits.js";

const { burst, perSecond } = RATES.message;
const messages = new RateLimiterMemory({ keyPrefix: "message", points: burst, duration: burst / perSecond });

/** Counts a message that this person sends by a plain request: as many may come so as over a socket. Throws TooMany. */
export async function countMessage({ id }: Person): Promise<void> {
  try {
    await messages.consume(id);
  } catch {
    throw new TooMany("That was a lot at once. Please wait a few seconds and send this one again.");
  }
}
