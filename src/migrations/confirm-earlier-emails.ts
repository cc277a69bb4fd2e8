import type mongoose from "mongoose";
import { AccountModel } from "../accounts/account-model.js";
import { writeMany } from "../platform/write-many.js";
import { inBatches } from "./in-batches.js";
import type { StepServices } from "./step.js";

/** Treats the addresses of accounts from before addresses were confirmed as confirmed. */
export async function confirmEarlierEmails(_db: mongoose.mongo.Db, services: Pick<StepServices, "log">): Promise<void> {
  const accounts = AccountModel.collection;
  const old = accounts.find(
    { provenEmail: { $exists: false }, unprovenSince: { $exists: false } },
    { projection: { email: 1 } },
  );
  await inBatches(services, old, (some) =>
    writeMany(() =>
      accounts.bulkWrite(
        some.map(({ _id, email }) => ({
          updateOne: { filter: { _id }, update: { $set: { provenEmail: email as string } } },
        })),
      ),
    ),
  );
}
