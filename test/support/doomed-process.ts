/**
 * A process of its own that lets many couples live through paths of hold, payment, move and cancellation at once, each up to a
 * write of its own, and kills itself once the last has got there: no handler runs, nothing is tidied up. Without such writes
 * they go to the end, and it prints how many each took. Afterwards started again with moments to sweep at, it does what any
 * start of the site does. Listings do not count: every start rebuilds them. A file says what to do.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { readFileSync } from "node:fs";
import mongoose from "mongoose";
import { readEnv } from "../../src/platform/env.js";
import { startSite } from "../../src/start-site.js";
import { paths, type Couple, type PathName } from "./doomed-paths.js";
import { FakeClock } from "./fake-clock.js";
import { NoRuns } from "./no-runs.js";
import { noWakeUps } from "./no-wake-ups.js";
import { SEALING_KEYS } from "./test-site.js";

export interface Doom {
  databaseUri: string;
  dataDir: string;
  now: string;
  /** Before which of its writes each stops; null to go to the end. */
  lives: (Couple & { path: PathName; stopBefore: number | null })[];
  /** After how many minutes the site sweeps. */
  sweeps: number[];
}

/** How many writes a path took, and the first that no other path shares. */
export type Writes = Record<string, { count: number; ownFrom: number }>;

const WRITES = [
  "insertOne",
  "insertMany",
  "updateOne",
  "updateMany",
  "deleteOne",
  "deleteMany",
  "findOneAndUpdate",
  "bulkWrite",
] as const;

const doom = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as Doom;
const life = new AsyncLocalStorage<{ writes: number; ownFrom: number; stopBefore: number | null }>();
let alive = doom.lives.length;

/** One of them has stopped; the process ends with the last. */
function stopped(): Promise<never> {
  alive -= 1;
  if (alive === 0) process.kill(process.pid, "SIGKILL");
  return new Promise(() => undefined);
}

function countWrites(): void {
  const methods = mongoose.mongo.Collection.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of WRITES) {
    const write = methods[name] as (...args: unknown[]) => unknown;
    methods[name] = function (this: mongoose.mongo.Collection, ...args: unknown[]): unknown {
      const own = life.getStore();
      if (!own || this.collectionName === "listings") return write.apply(this, args);
      own.writes += 1;
      return own.writes === own.stopBefore ? stopped() : write.apply(this, args);
    };
  }
}

const clock = new FakeClock(doom.now);
const env = readEnv({ PORT: "0", LOG_LEVEL: "silent", DATA_DIR: doom.dataDir, SEALING_KEYS });
const site = await startSite(env, doom.databaseUri, { clock, wakeUps: noWakeUps, sharedRuns: new NoRuns() });
countWrites();

const writes: Writes = {};
await Promise.all(
  doom.lives.map(({ path, stopBefore, ...couple }) => {
    const own = { writes: 0, ownFrom: 1, stopBefore };
    return life.run(own, async () => {
      await paths[path](site.services, couple, () => (own.ownFrom = own.writes + 1));
      writes[path] = { count: own.writes, ownFrom: own.ownFrom };
      if (stopBefore !== null) await stopped();
    });
  }),
);
for (const minutes of doom.sweeps) {
  clock.advance({ minutes });
  await site.sweep();
}
process.stdout.write(JSON.stringify(writes), () => process.exit(0));
