import { SharedRuns } from "../../src/platform/shared-runs.js";

/** Rebuilds no listings, for tests of many bookings and no search. */
export class NoRuns extends SharedRuns {
  override run = (): Promise<void> => Promise.resolve();
}
