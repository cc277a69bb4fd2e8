/** How many wrong passwords are allowed before the next ones have to wait. */
export const FREE_TRIES = 9;

const LONGEST_PAUSE = 15 * 60;

/** Seconds that have to pass after the nth try to sign in to one account: none at first, then twice as many each time, up to a quarter of an hour. */
export function pauseAfter(n: number): number {
  return n <= FREE_TRIES ? 0 : Math.min(2 ** (n - FREE_TRIES), LONGEST_PAUSE);
}

/** How long to wait, in words, rounded up. */
export function waitWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds === 1) return "a second";
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes === 1) return "a minute";
  return minutes < 60 ? `${minutes} minutes` : "an hour";
}
