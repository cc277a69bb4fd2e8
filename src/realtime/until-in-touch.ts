import type { Bus } from "./bus.js";

/** A site without its Redis starts all the same. */
const LONGEST_MS = 3000;

/** Resolves once news from other processes arrives, so that no page opens to a process that is not told of it; after three seconds anyway. */
export function untilInTouch(bus: Bus): Promise<void> {
  if (bus.isWorking) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LONGEST_MS);
    bus.whenBack(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
