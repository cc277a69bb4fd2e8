import type { Clock } from "./clock.js";

const DAY_MS = 24 * 60 * 60_000;

/** A job for a timer that rings more often: it runs at the first ring, and then a day after it last succeeded. */
export function onceADay(clock: Clock, job: () => Promise<void>): () => Promise<void> {
  let succeededAt = -Infinity;
  return async () => {
    const now = clock.now().getTime();
    if (now - succeededAt < DAY_MS) return;
    await job();
    succeededAt = now;
  };
}
