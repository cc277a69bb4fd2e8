import type { WakeUps } from "../../src/platform/wake-ups.js";

/** Timers that never ring, for tests that say themselves when something is due. */
export const noWakeUps: WakeUps = {
  soon: () => undefined,
  at: () => undefined,
  every30Seconds: () => undefined,
  stop: () => Promise.resolve(),
};
