import type mongoose from "mongoose";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { CANCEL_WINDOW_HOURS, type Terms } from "../catalogue/terms-rules.js";
import { absent } from "../platform/queries.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import { writeMany } from "../platform/write-many.js";
import { inBatches } from "./in-batches.js";
import type { StepServices } from "./step.js";

const EARLIER: Omit<Terms, "priceCents"> = { payBy: "site", windowHours: 24 };

/** Gives appointments and counsellors from before there were terms the terms that everyone had then. */
export async function addTerms(_db: mongoose.mongo.Db, services: Pick<StepServices, "log">): Promise<void> {
  const usual = { cancelWindowHours: CANCEL_WINDOW_HOURS.usual };
  await writeMany(() => CounsellorModel.updateMany({ cancelWindowHours: absent }, { $set: usual }));
  const { collection } = AppointmentModel;
  const old = collection.find({ payBy: { $exists: false } }, { projection: { _id: 1 } });
  await inBatches(services, old, (some) => {
    const those = { _id: { $in: some.map(({ _id }) => _id) }, payBy: { $exists: false } };
    return writeMany(() => collection.updateMany(those, { $set: EARLIER }));
  });
}
