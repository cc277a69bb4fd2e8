/**
 * What the figures of a counsellor's dashboard cost with 20,000 appointments of their own, on the embedded database, from the stored
 * sums of days and where nothing is stored: CPU of the whole process, database included, medians; beside a fixed piece of work, by
 * which machines can be compared; and how many documents and whole collections the database read for it.
 */
import mongoose from "mongoose";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { databaseUri, startEmbeddedMongo } from "../src/embedded-mongo/start.js";
import type { Person } from "../src/access/permissions.js";
import { findInsights } from "../src/insights/find-insights.js";
import { storeAllDays } from "../src/insights/store-days.js";
import { periodUntil } from "../src/insights/period-rules.js";
import { connectModels, disconnectModels } from "../src/platform/database.js";
import { fillPractice } from "../test/support/busy-practice.js";
import { makeCounsellor } from "../test/support/people.js";

const APPOINTMENTS = 20_000;
const ROUNDS = 15;
const NOW = new Date("2026-11-28T12:00:00Z");
const PERIODS = { "4 weeks": 28, "3 months": 91, "a year": 364, "two years": 731, "eight years": 2922 };

const folder = await mkdtemp(path.join(tmpdir(), "healspace-bench-"));
const embedded = await startEmbeddedMongo({ folder });
try {
  await connectModels(databaseUri(embedded, "healspace"));
  const { id } = await makeCounsellor();
  await fillPractice(id, APPOINTMENTS, NOW);
  const actor = { id, role: "counsellor", isAdmin: false, name: "Bench", zone: "Europe/Berlin", loginId: "" } as const;
  console.log("period, with as long before".padEnd(30) + "   ms CPU    fixed sessions documents collections");
  await measure("a year, nothing stored", PERIODS["a year"], actor);
  console.log(`storing all days: ${(await cpuOf(storeAllDays)).toFixed(0)} ms of CPU, once`);
  for (const [name, days] of Object.entries(PERIODS)) await measure(name, days, actor);
} finally {
  await disconnectModels();
  await embedded.stop();
  await rm(folder, { recursive: true, force: true });
}

async function measure(name: string, days: number, actor: Person): Promise<void> {
  const period = periodUntil(NOW, days, actor.zone);
  const costs: number[] = [];
  const fixed: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) await findInsights(actor, period);
  const before = await examined();
  for (let round = 0; round < ROUNDS; round += 1) {
    fixed.push(await cpuOf(workFixed));
    costs.push(await cpuOf(() => findInsights(actor, period)));
  }
  const after = await examined();
  const { now, then } = await findInsights(actor, period);
  const sessions = [now, then].reduce(
    (sum, each) => sum + each.attended + each.cancelledByClient + each.cancelledByCounsellor + each.notAttended,
    0,
  );
  const read = after.map((figure, place) => (figure - (before[place] ?? 0)) / ROUNDS);
  console.log(
    name.padEnd(30) +
      [median(costs).toFixed(1), median(fixed).toFixed(1), sessions, ...read]
        .map((each) => String(each).padStart(9))
        .join(" "),
  );
}

/** The same work on every machine, which does what the figures do: it makes texts and adds up by them. */
function workFixed(): Map<string, number> {
  const sums = new Map<string, number>();
  for (let number = 0; number < 100_000; number += 1) {
    const name = String(number % 5000);
    sums.set(name, (sums.get(name) ?? 0) + number);
  }
  return sums;
}

async function cpuOf(work: () => unknown): Promise<number> {
  const began = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

/** Documents and whole collections that the database has read. */
async function examined(): Promise<number[]> {
  const { metrics } = (await mongoose.connection.db!.admin().serverStatus()) as {
    metrics: { queryExecutor: { scannedObjects: number; collectionScans: { total: number } } };
  };
  const { scannedObjects, collectionScans } = metrics.queryExecutor;
  return [scannedObjects, collectionScans.total].map(Number);
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
