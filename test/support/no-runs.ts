import { SharedRuns } from "../../src/platform/shared-runs.js";

/** Makes no listings anew, for tests that look at many bookings and at no search. */
export class NoRuns extends SharedRuns {
  override run = (): Promise<void> => Promise.resolve();
}
