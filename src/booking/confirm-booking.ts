import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { attendanceDeadline, BOOKED_ONCE } from "../appointments/appointment-rules.js";
import { Conflict } from "../platform/errors.js";
import { after, among, not } from "../platform/queries.js";
import type { Services } from "../services.js";
import { isClientBlocked } from "./block-client.js";
import { bringTogether } from "./bring-together.js";
import { HoldEnded } from "./pay-appointment.js";
import { releaseHolds } from "./release-hold.js";
import { ensureTeenKnown } from "./teens.js";

/**
 * Books a held time that is free or paid directly: no payment on the site. Idempotent. Throws HoldEnded when the hold expired
 * first, and Conflict for one that is paid on the site.
 */
export async function confirmBooking(services: Services, actor: Person, holdId: string): Promise<void> {
  const hold = await AppointmentModel.findOne({ holdId }).lean();
  authorize(actor, "appointment.pay", hold);
  if (hold.status === "cancelled") throw new Conflict("This session was cancelled.");
  if (hold.status === "held") {
    if (hold.payBy === "site") throw new Conflict("Please pay to book this time.");
    await ensureTeenKnown(hold);
    if (await isClientBlocked(hold)) await releaseHolds(services, { holdId: hold.holdId });
    await bookHold(hold, services.clock.now());
  }
  await bringTogether(services, hold);
}

/** Books exactly the hold that was read, unless another request has done it. */
async function bookHold({ _id, holdId, startsAt, endsAt }: Appointment, now: Date): Promise<void> {
  const booking = {
    status: "booked" as const,
    deadlineAt: attendanceDeadline({ startsAt, endsAt }),
    needsNotice: true as const,
  };
  const { matchedCount } = await AppointmentModel.updateOne(
    { _id, holdId, status: "held", payBy: not("site"), deadlineAt: after(now) },
    { $set: booking, $push: { history: { at: now, by: "client", what: "booked" } } },
  );
  if (matchedCount === 0 && !(await AppointmentModel.exists({ _id, holdId, status: among(BOOKED_ONCE) })))
    throw new HoldEnded();
}
