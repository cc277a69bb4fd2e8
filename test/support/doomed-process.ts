/**
 * A process of its own that lets several clients live through hold, payment, move and cancellation at once, each up to the
 * same number of writes to the database, and then kills itself: no handler runs, nothing is tidied up. Without a number they
 * go to the end, and it prints how many writes that took. Listings do not count: every start makes them anew. Its parent
 * passes what to do as JSON.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import mongoose from "mongoose";
import { cancelAppointment } from "../../src/appointments/cancel-appointment.js";
import { payAppointment } from "../../src/appointments/pay-appointment.js";
import { placeHold } from "../../src/appointments/place-hold.js";
import { rescheduleAppointment } from "../../src/appointments/reschedule-appointment.js";
import { readEnv } from "../../src/platform/env.js";
import { startSite } from "../../src/start-site.js";
import { actorOf, GOOD_CARD, wanted } from "./booking.js";
import { FakeClock } from "./fake-clock.js";
import type { TestPerson } from "./people.js";

export interface Doom {
  databaseUri: string;
  dataDir: string;
  now: string;
  /** Before which write each client stops; null to stop before none. */
  stopBefore: number | null;
  couples: { client: TestPerson; counsellor: TestPerson }[];
  startsAt: string;
  movedTo: string;
}

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

const doom = JSON.parse(process.argv[2] ?? "") as Doom;
const life = new AsyncLocalStorage<{ writes: number }>();
let alive = doom.couples.length;

/** One of the clients has stopped for good, or is done. With the last of them the process ends. */
function stopped(): void {
  alive -= 1;
  if (alive > 0) return;
  if (doom.stopBefore !== null) process.kill(process.pid, "SIGKILL");
}

function countWrites(): void {
  const methods = mongoose.mongo.Collection.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of WRITES) {
    const write = methods[name] as (...args: unknown[]) => unknown;
    methods[name] = function (this: mongoose.mongo.Collection, ...args: unknown[]): unknown {
      const own = life.getStore();
      if (!own || this.collectionName === "listings") return write.apply(this, args);
      own.writes += 1;
      if (own.writes !== doom.stopBefore) return write.apply(this, args);
      stopped();
      return new Promise(() => undefined);
    };
  }
}

const clock = new FakeClock(doom.now);
const env = readEnv({ PORT: "0", LOG_LEVEL: "silent", DATA_DIR: doom.dataDir });
const never = { at: () => undefined, every30Seconds: () => undefined, stop: () => Promise.resolve() };
const site = await startSite(env, doom.databaseUri, { clock, wakeUps: never });
countWrites();

const lives = doom.couples.map(({ client, counsellor }) =>
  life.run({ writes: 0 }, async () => {
    const actor = actorOf(client);
    const held = await placeHold(site.services, actor, wanted(counsellor, doom.startsAt));
    const appointmentId = String(held._id);
    await payAppointment(site.services, actor, appointmentId, GOOD_CARD);
    const [from, startsAt] = [new Date(doom.startsAt), new Date(doom.movedTo)];
    await rescheduleAppointment(site.services, actor, { appointmentId, from, startsAt });
    await cancelAppointment(site.services, actor, appointmentId, held.priceCents);
    const writes = life.getStore()?.writes ?? 0;
    stopped();
    return writes;
  }),
);
const writes = await Promise.all(lives);
process.stdout.write(`${Math.max(...writes)}\n`, () => process.exit(0));
