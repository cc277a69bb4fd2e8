import type mongoose from "mongoose";
import { AccountModel } from "../accounts/account-model.js";
import { AvailabilityModel } from "./availability-model.js";

/**
 * Moves the zone that was once stored with hours to the counsellor's account, so that nobody's hours shift. Idempotent.
 */
export async function adoptHoursZones(): Promise<void> {
  const hours = AvailabilityModel.collection;
  const old = await hours
    .find<{ _id: mongoose.Types.ObjectId; zone: string }>({ zone: { $exists: true } }, { projection: { zone: 1 } })
    .toArray();
  for (const { _id, zone } of old) {
    await AccountModel.updateOne({ _id }, { $set: { zone } });
    await hours.updateOne({ _id }, { $unset: { zone: 1 } });
  }
}
