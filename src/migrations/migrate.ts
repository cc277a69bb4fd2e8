import mongoose from "mongoose";
import { withLease, type Lease } from "../platform/lease.js";
import { ensureKnown, readFormat, writeFormat } from "./format.js";
import type { Step, StepServices } from "./step.js";
import { steps as allSteps } from "./steps.js";

/**
 * Brings the database to the newest format: runs the steps that have not run on it, one after another, one process at a time. An
 * interrupted step runs again. Throws an error with a message to show if the database has a newer format.
 */
export async function migrate(db: mongoose.mongo.Db, services: StepServices, steps: Step[] = allSteps): Promise<void> {
  const newest = newestOf(steps);
  const format = await readFormat(db);
  ensureKnown(format, newest);
  if (format === newest) return;
  const onWaiting = (): void => services.log.info("waiting for another process to update the database");
  await withLease(db, "migrations", onWaiting, (lease) => runSteps(db, services, steps, lease));
}

/**
 * For commands beside the site. Throws an error with a message to show if the database has another format than the newest; an empty
 * one gets it.
 */
export async function ensureNewest(db: mongoose.mongo.Db, { clock }: Pick<StepServices, "clock">): Promise<void> {
  const [format, newest] = [await readFormat(db), newestOf(allSteps)];
  ensureKnown(format, newest);
  if (format === newest) return;
  if (format === null && (await isEmpty(db))) return begin(db, newest, clock.now());
  throw new Error("This database was written by an earlier version of HealSpace. Start the site once to update it.");
}

async function runSteps(db: mongoose.mongo.Db, services: StepServices, steps: Step[], lease: Lease): Promise<void> {
  const { log, clock } = services;
  const format = await readFormat(db);
  const newest = newestOf(steps);
  ensureKnown(format, newest);
  if (format === null && (await isEmpty(db))) return begin(db, newest, clock.now());
  for (const step of steps.filter(({ number }) => number > (format ?? 0))) {
    const { number, what } = step;
    log.info({ number, what }, "updating the database");
    await step.run(db, services);
    lease.ensureHeld();
    await writeFormat(db, step, clock.now());
  }
  log.info({ format: newest }, "the database is up to date");
}

const begin = (db: mongoose.mongo.Db, number: number, at: Date): Promise<void> =>
  writeFormat(db, { number, what: "Begin with an empty database" }, at);

/** Whether no model has a collection there yet. */
async function isEmpty(db: mongoose.mongo.Db): Promise<boolean> {
  const existing = new Set((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));
  return !Object.values(mongoose.models).some(({ collection }) => existing.has(collection.collectionName));
}

const newestOf = (steps: Step[]): number => Math.max(...steps.map(({ number }) => number));
