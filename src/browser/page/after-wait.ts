const LOOK_EVERY_MS = 60_000;

/**
 * Calls `then` in `ms` milliseconds: at most a minute late on a device that slept, and on time if its clock was set back.
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
