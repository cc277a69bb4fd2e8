import type mongoose from "mongoose";
import { refuseHalfRestored } from "./backup/restore-mark.js";
import { refuseWrongKeys } from "./platform/known-keys.js";
import type { Secrets } from "./platform/secrets.js";
import { sealedPlaces } from "./sealed-places.js";

/** Throws an Error with a sentence for the operator when a database is half restored, or sealed with other keys than these. */
export async function refuseUnfit(db: mongoose.mongo.Db, secrets: Secrets): Promise<void> {
  await refuseHalfRestored(db);
  await refuseWrongKeys(db, secrets, sealedPlaces);
}
