/**
 * How long a short question waits beside a long one of the embedded database: the median and the 95th percentile of `findOne` alone, and
 * while 200,000 documents are scanned, sorted, counted and updated, in a thread of its own as the site runs it.
 */
import mongoose from "mongoose";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmbeddedMongo } from "../src/embedded-mongo/start.js";

const MANY = 200_000;
const AT_ONCE = 5000;
const QUESTIONS_ALONE = 300;

const folder = await mkdtemp(path.join(tmpdir(), "healspace-bench-"));
const mongo = await startEmbeddedMongo({ folder });
const client = await new mongoose.mongo.MongoClient(mongo.uri).connect();
const docs = client.db("bench").collection<{ _id: number; n: number; words: string }>("docs");
try {
  for (let first = 0; first < MANY; first += AT_ONCE) {
    await docs.insertMany(
      Array.from({ length: AT_ONCE }, (_, i) => ({ _id: first + i, n: i, words: "x".repeat(200) })),
    );
  }
  console.log("findOne beside".padEnd(26) + "median    95 %   while (s)");
  report("nothing", await timesWhile(() => ask(QUESTIONS_ALONE)));
  report("a scan", await timesWhile(() => docs.find({ words: "none" }).toArray()));
  report("a sort without an index", await timesWhile(() => docs.find().sort({ words: 1, n: -1 }).limit(20).toArray()));
  report("groups", await timesWhile(() => docs.aggregate([{ $group: { _id: "$n", all: { $sum: 1 } } }]).toArray()));
  report("an update of all", await timesWhile(() => docs.updateMany({}, { $inc: { n: 1 } })));
  report("an index being built", await timesWhile(() => docs.createIndex({ words: 1, n: 1 })));
} finally {
  await client.close();
  await mongo.stop();
  await rm(folder, { recursive: true, force: true });
}

interface Times {
  each: number[];
  seconds: number;
}

/** Asks one short question after another for as long as the work takes. */
async function timesWhile(work: () => Promise<unknown>): Promise<Times> {
  let isOver = false;
  const began = performance.now();
  const done = work().finally(() => (isOver = true));
  const each: number[] = [];
  while (!isOver) each.push(...(await ask(1)));
  await done;
  return { each, seconds: (performance.now() - began) / 1000 };
}

async function ask(count: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const began = performance.now();
    await docs.findOne({ _id: Math.floor(Math.random() * MANY) });
    times.push(performance.now() - began);
  }
  return times;
}

function report(beside: string, { each, seconds }: Times): void {
  const sorted = each.sort((a, b) => a - b);
  const at = (share: number): string =>
    `${(sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(1)} ms`.padStart(8);
  console.log(`${beside.padEnd(24)}${at(0.5)}${at(0.95)}${seconds.toFixed(1).padStart(10)}`);
}
