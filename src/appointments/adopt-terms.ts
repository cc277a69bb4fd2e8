import { CANCEL_WINDOW_HOURS, type Terms } from "../catalogue/terms-rules.js";
import { absent } from "../platform/queries.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import type { Services } from "../services.js";
import { AppointmentModel } from "./appointment-model.js";

const EARLIER: Omit<Terms, "priceCents"> = { payBy: "site", windowHours: 24 };

/**
 * Gives appointments and counsellors from before there were terms the terms that everybody had then. Does nothing once that is
 * done.
 */
export async function adoptTerms({ clock }: Pick<Services, "clock">): Promise<void> {
  const adoptions = AppointmentModel.db.collection<{ _id: string; at: Date }>("adoptions");
  if (await adoptions.findOne({ _id: "terms" })) return;
  const usual = { cancelWindowHours: CANCEL_WINDOW_HOURS.usual };
  await Promise.all([
    AppointmentModel.updateMany({ payBy: absent }, { $set: EARLIER }),
    CounsellorModel.updateMany({ cancelWindowHours: absent }, { $set: usual }),
  ]);
  await adoptions.updateOne({ _id: "terms" }, { $set: { at: clock.now() } }, { upsert: true });
}
