import { setFlagsFromString } from "node:v8";

/**
 * Turns off allocation-site pretenuring, which would move long-lived kinds of object straight into the old generation, such as the
 * empty list in which a quiet socket awaits its next message. There they keep alive everything they point to until a full
 * collection, and collecting the garbage of messages took three times as long. Call it before anything else runs.
 */
export function disablePretenuring(): void {
  setFlagsFromString("--no-allocation-site-pretenuring");
}
