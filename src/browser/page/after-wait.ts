const LOOK_EVERY_MS = 60_000;

/**
 * Calls `then` in `ms` milliseconds. A device that slept meanwhile, and its timers with it, is late by a minute at most; one whose
 * clock was set back is not late.
 */
export function afterWait(ms: number, then: () => void): void {
  const clockBegan = Date.now();
  const began = performance.now();
  const look = (): void => {
    const left = ms - Math.max(Date.now() - clockBegan, performance.now() - began);
    if (left > 0) setTimeout(look, Math.min(left, LOOK_EVERY_MS));
    else then();
  };
  look();
}
