import type { Document } from "bson";
import type mongoose from "mongoose";
import type { Command } from "./database-trips.js";

/**
 * The collections that a command reads from end to end, by what the database's `explain` says; each part of a command that asks
 * several questions is explained alone.
 */
export async function scansOf(database: mongoose.mongo.Db, command: Command): Promise<string[]> {
  const scans: string[] = [];
  for (const part of partsOf(command)) {
    const reply = await database.command({ explain: part, verbosity: "executionStats" });
    if (isScan(reply)) scans.push(JSON.stringify(part));
  }
  return scans;
}

function partsOf({ name, body }: Command): Document[] {
  if (name === "find") return [pick(body, ["find", "filter", "sort", "skip", "limit", "hint", "projection"])];
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

const pick = (body: Document, names: string[]): Document =>
  Object.fromEntries(names.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name] as unknown]])));

/** Whether any stage of a plan scans a collection, or looks something up by scanning one. */
function isScan(plan: unknown): boolean {
  if (Array.isArray(plan)) return plan.some(isScan);
  if (typeof plan !== "object" || plan === null) return false;
  const { stage, collectionScans } = plan as { stage?: unknown; collectionScans?: unknown };
  return stage === "COLLSCAN" || Number(collectionScans ?? 0) > 0 || Object.values(plan).some(isScan);
}
