import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type mongoose from "mongoose";
import { isDuplicate } from "./database.js";

type Leases = mongoose.mongo.Collection<{ _id: string; holder: string; until: Date }>;

/** Says whether work still has its lease. */
export interface Lease {
  /** Throws where another process may have taken over, after this one could not reach the database for a while. */
  ensureHeld(): void;
}

const LASTS_MS = 20_000;
const RENEW_MS = 4000;
const ASK_AGAIN_MS = 500;

/**
 * Does work that only one process at a time may do, whichever machine it runs on; `onWaiting` is called once if another is at it.
 * The lease of a process that was killed ends after 20 seconds.
 */
export async function withLease<T>(
  db: mongoose.mongo.Db,
  name: string,
  onWaiting: () => void,
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  const leases: Leases = db.collection("leases");
  const holder = randomUUID();
  for (let tries = 0; !(await take(leases, name, holder)); tries += 1) {
    if (tries === 0) onWaiting();
    await wait(ASK_AGAIN_MS);
  }
  const kept = keep(leases, name, holder);
  try {
    return await work(kept);
  } finally {
    kept.stop();
    await leases.deleteOne({ _id: name, holder });
  }
}

/** Takes a lease that is free or has ended. */
async function take(leases: Leases, name: string, holder: string): Promise<boolean> {
  const now = new Date();
  try {
    await leases.updateOne(
      { _id: name, until: { $lte: now } },
      { $set: { holder, until: endOf(now) } },
      { upsert: true },
    );
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

/** Renews a lease until it is stopped. */
function keep(leases: Leases, name: string, holder: string): Lease & { stop(): void } {
  let until = endOf(new Date());
  const renew = async (): Promise<void> => {
    const renewed = endOf(new Date());
    const { matchedCount } = await leases.updateOne({ _id: name, holder }, { $set: { until: renewed } });
    until = matchedCount === 1 ? renewed : new Date(0);
  };
  // If the database is away, `until` tells how long the lease still lasts.
  const timer = setInterval(() => void renew().catch(() => undefined), RENEW_MS);
  return {
    ensureHeld() {
      if (new Date() > until) throw new Error("Another process has taken over this work.");
    },
    stop: () => clearInterval(timer),
  };
}

const endOf = (now: Date): Date => new Date(now.getTime() + LASTS_MS);
