import type mongoose from "mongoose";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { absent, atMost } from "../platform/queries.js";
import type { Services } from "../services.js";
import { voidBy } from "./end-holds.js";
import { giveUpPayments } from "./release-hold.js";

/**
 * Ends the open offers among these appointments and frees their times. An offer that has been accepted or has ended since is left
 * alone. Returns how many it ended.
 */
export async function endOffers(
  services: Services,
  which: mongoose.QueryFilter<Appointment>,
  ...[by, what]: ["client", "declined"] | ["counsellor", "withdrawn"] | ["system", "lapsed"]
): Promise<number> {
  const open = { ...which, status: "offered" as const, moving: absent };
  const offers = await AppointmentModel.find(open, { counsellorId: 1, holdId: 1 }).lean();
  let ended = 0;
  for (const { _id, counsellorId, holdId } of offers) {
    const now = services.clock.now();
    const { modifiedCount } = await AppointmentModel.updateOne({ ...open, _id }, voidBy(by, what, now));
    if (modifiedCount === 0) continue;
    ended += 1;
    await giveUpPayments([holdId]);
    await services.changed(counsellorId);
  }
  return ended;
}

/** Ends an offer whose time to answer is over. */
export async function lapseOffer(services: Services, { _id }: Pick<Appointment, "_id">): Promise<void> {
  await endOffers(services, { _id, deadlineAt: atMost(services.clock.now()) }, "system", "lapsed");
}
