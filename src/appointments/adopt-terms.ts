import { CounsellorModel } from "../profiles/counsellor-model.js";
import { absent } from "../platform/queries.js";
import { AppointmentModel } from "./appointment-model.js";
import { CANCEL_WINDOW_HOURS, type Terms } from "../catalogue/terms-rules.js";

const EARLIER: Omit<Terms, "priceCents"> = { payBy: "site", windowHours: 24 };

/** Gives appointments and counsellors from before there were terms the terms that everybody had then. Idempotent. */
export async function adoptTerms(): Promise<void> {
  await Promise.all([
    AppointmentModel.updateMany({ payBy: absent }, { $set: EARLIER }),
    CounsellorModel.updateMany(
      { cancelWindowHours: absent },
      { $set: { cancelWindowHours: CANCEL_WINDOW_HOURS.usual } },
    ),
  ]);
}
