import type { Document } from "bson";
import type mongoose from "mongoose";
import type { Command } from "./database-trips.js";

/** How a command finds its documents. */
export interface Plans {
  /** The parts of it that read a collection from end to end. */
  scans: string[];
  /** The indexes that it reads, such as "accounts email_1". */
  indexes: string[];
}

/** What the database's `explain` says of a command; each part of one that asks several questions is explained alone. */
export async function plansOf(database: mongoose.mongo.Db, command: Command): Promise<Plans> {
  const plans: Plans = { scans: [], indexes: [] };
  for (const part of partsOf(command)) {
    const reply = await database.command({ explain: part, verbosity: "executionStats" });
    if (isScan(reply)) plans.scans.push(JSON.stringify(part));
    plans.indexes.push(...indexNames(reply).map((name) => `${String(Object.values(part)[0])} ${name}`));
  }
  return plans;
}

function partsOf({ name, body }: Command): Document[] {
  if (name === "find") return [pick(body, ["find", "filter", "sort", "skip", "limit", "hint", "projection"])];
  if (name === "count" || name === "distinct") return [pick(body, [name, "query", "key", "hint"])];
  if (name === "findAndModify") return [pick(body, [name, "query", "sort", "hint", "update", "remove"])];
  if (name === "update") return partsIn(body, "updates");
  if (name === "delete") return partsIn(body, "deletes");
  if (name !== "aggregate") return [];
  const stages = body.pipeline as Document[];
  const unions = stages.filter((stage) => "$unionWith" in stage);
  const first = stages.filter((stage) => !("$unionWith" in stage));
  return [
    { aggregate: body.aggregate as string, pipeline: first, cursor: {} },
    ...unions.map(({ $unionWith }) => {
      const { coll, pipeline } = $unionWith as { coll: string; pipeline: Document[] };
      return { aggregate: coll, pipeline, cursor: {} };
    }),
  ];
}

/** Each statement of a write as a command of its own. */
function partsIn(body: Document, statements: "updates" | "deletes"): Document[] {
  const [name = ""] = Object.keys(body);
  return (body[statements] as Document[]).map((one) => ({ [name]: body[name] as string, [statements]: [one] }));
}

const pick = (body: Document, names: string[]): Document =>
  Object.fromEntries(names.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name] as unknown]])));

/** Whether any stage of a plan scans a collection, or looks something up by scanning one. */
function isScan(plan: unknown): boolean {
  if (Array.isArray(plan)) return plan.some(isScan);
  if (typeof plan !== "object" || plan === null) return false;
  const { stage, collectionScans } = plan as { stage?: unknown; collectionScans?: unknown };
  return stage === "COLLSCAN" || Number(collectionScans ?? 0) > 0 || Object.values(plan).some(isScan);
}

/** The names of the indexes that any stage of a plan reads. */
function indexNames(plan: unknown): string[] {
  if (typeof plan !== "object" || plan === null) return [];
  const { indexName } = plan as { indexName?: unknown };
  return [...(typeof indexName === "string" ? [indexName] : []), ...Object.values(plan).flatMap(indexNames)];
}
