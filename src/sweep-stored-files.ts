import mongoose from "mongoose";
import { declaredFiles } from "./platform/file-places.js";
import { sweepFiles } from "./platform/sweep-files.js";
import type { Services } from "./services.js";

/** Nothing that was stored more lately is swept: the longest upload takes ten minutes. */
const AGE_MS = 24 * 60 * 60_000;

/** Removes stored files that nothing refers to and that are a day old, and what was left of others. */
export async function sweepStoredFiles({ clock, files, log }: Services): Promise<void> {
  const before = new Date(clock.now().getTime() - AGE_MS);
  const { db } = mongoose.connection;
  if (!db) return;
  const swept = await sweepFiles(db, files, { places: declaredFiles(), before });
  if (swept.orphans + swept.leftovers > 0) log.info(swept, "stored files that nothing refers to were removed");
}
