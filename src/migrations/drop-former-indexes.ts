import mongoose from "mongoose";
import { findFormerIndexes } from "../platform/indexes.js";
import type { StepServices } from "./step.js";

/** Drops the indexes that no model has, and says in the log which. Removing an index from a model takes a step that runs this. */
export async function dropFormerIndexes(db: mongoose.mongo.Db, { log }: Pick<StepServices, "log">): Promise<void> {
  for (const former of await findFormerIndexes(db, Object.values(mongoose.models))) {
    log.info(former, "dropping an index that no model has");
    await db.collection(former.collection).dropIndex(former.name);
  }
  await db.dropCollection("adoptions");
}
