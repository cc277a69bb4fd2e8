import { AppointmentModel } from "../appointments/appointment-model.js";
import { CANCEL_WINDOW_HOURS, type Terms } from "../catalogue/terms-rules.js";
import { absent } from "../platform/queries.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import { writeMany } from "../platform/write-many.js";

const EARLIER: Omit<Terms, "priceCents"> = { payBy: "site", windowHours: 24 };

/** Gives appointments and counsellors from before there were terms the terms that everybody had then. */
export async function addTerms(): Promise<void> {
  const usual = { cancelWindowHours: CANCEL_WINDOW_HOURS.usual };
  await Promise.all([
    writeMany(() => AppointmentModel.updateMany({ payBy: absent }, { $set: EARLIER })),
    writeMany(() => CounsellorModel.updateMany({ cancelWindowHours: absent }, { $set: usual })),
  ]);
}
