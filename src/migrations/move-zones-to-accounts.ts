import type mongoose from "mongoose";
import { AccountModel } from "../accounts/account-model.js";
import { AvailabilityModel } from "../availability/availability-model.js";

/** Moves the zone that was once stored with hours to the counsellor's account, so that nobody's hours shift. */
export async function moveZonesToAccounts(): Promise<void> {
  const hours = AvailabilityModel.collection;
  const old = hours.find<{ _id: mongoose.Types.ObjectId; zone: string }>(
    { zone: { $exists: true } },
    { projection: { zone: 1 } },
  );
  for await (const { _id, zone } of old) {
    await AccountModel.updateOne({ _id }, { $set: { zone } });
    await hours.updateOne({ _id }, { $unset: { zone: 1 } });
  }
}
