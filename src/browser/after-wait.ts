const LOOK_EVERY_MS = 60_000;

/** Calls `then` in `ms` milliseconds. A device that slept meanwhile is late by a minute at most: timers sleep with it. */
export function afterWait(ms: number, then: () => void): void {
  const due = Date.now() + ms;
  const look = (): void => {
    const left = due - Date.now();
    if (left > 0) setTimeout(look, Math.min(left, LOOK_EVERY_MS));
    else then();
  };
  look();
}
