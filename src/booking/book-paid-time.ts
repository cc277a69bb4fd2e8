import { findPlaces } from "../appointments/find-places.js";
import { PaymentModel, type Payment } from "../payments/payment-model.js";
import { isDuplicate } from "../platform/database.js";
import { absent } from "../platform/queries.js";
import { CounsellorModel } from "../profiles/counsellor-model.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { attendanceDeadline, HOLD_MINUTES, addMinutes } from "../appointments/appointment-rules.js";
import { bringTogether } from "./bring-together.js";
import { endHold } from "./end-holds.js";
import { releaseExpiredHolds } from "./release-expired-holds.js";

type PaidCharge = Payment & { chargeId: string };

/**
 * Books the time for its payer: the hold, or an expired hold whose time is still free. False, and always false from then on, when
 * the time went to someone else, is no longer wanted, has begun or was paid for by another charge: the payment is marked as lost.
 *
 * The same payment may be settled several times at once while the time becomes free in between. Before booking, a settling
 * increments `bookings`, which fails on a lost payment; a settling that finds no hold marks the payment as lost only if
 * `bookings` is unchanged. Either write makes the other fail.
 */
export async function bookPaidTime(services: Services, payment: PaidCharge): Promise<boolean> {
  for (;;) {
    const before = await PaymentModel.findById(payment._id).orFail().lean();
    if (before.lost) return false;
    const appointment =
      (await AppointmentModel.findById(payment.appointmentId).lean()) ?? (await holdAgain(services, before));
    if (appointment?.chargeId === payment.chargeId) {
      await bringTogether(services, appointment);
      return true;
    }
    if (appointment && isHeldFor(appointment, before)) await bookHold(services, payment, appointment);
    else if (await callLost(before)) return false;
  }
}

/** Whether this is still the time that the payment paid for: held, or an offer again since its hold expired. */
function isHeldFor({ status, holdId }: Appointment, { hold }: Payment): boolean {
  return (status === "held" || status === "offered") && hold !== undefined && holdId.equals(hold.holdId);
}

/** Claims an expired time again, as a new hold with a deadline; null when it is taken, or its client has too many sessions. */
async function holdAgain(services: Services, payment: Payment): Promise<Appointment | null> {
  const { hold, givenUp } = payment;
  const now = services.clock.now();
  if (!hold || givenUp || hold.startsAt <= now) return null;
  await releaseExpiredHolds(services, hold, hold.ticks);
  const counsellor = await CounsellorModel.findById(hold.counsellorId).orFail().lean();
  const places = await findPlaces(counsellor, hold.clientId, { holdMoves: false });
  // Another settling of this payment may have taken the last place.
  if ("refusal" in places) return AppointmentModel.findById(hold._id).lean();
  try {
    const again = await AppointmentModel.create({
      ...hold,
      ...places,
      status: "held",
      deadlineAt: addMinutes(now, HOLD_MINUTES),
      history: [{ at: now, by: "client", what: "held" }],
    });
    await services.changed(hold.counsellorId);
    return again.toObject();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    if (isDuplicate(error, "placeWithOne") || isDuplicate(error, "placeInAll")) return holdAgain(services, payment);
    // Another settling of this payment may have claimed it.
    return AppointmentModel.findById(hold._id).lean();
  }
}

/** Books exactly the hold that was read; releases it if the payment has been marked as lost since. */
async function bookHold(services: Services, { _id, chargeId }: PaidCharge, hold: Appointment): Promise<void> {
  const { holdId, deadlineAt } = hold;
  const looked = { _id: hold._id, holdId, status: hold.status, ...(deadlineAt && { deadlineAt }) };
  const isNotLost = { _id, lost: absent };
  const { matchedCount } = await PaymentModel.updateOne(isNotLost, { $inc: { bookings: 1 } });
  if (matchedCount === 0) {
    await endHold(services, hold, looked);
    return services.changed(hold.counsellorId);
  }
  const booking = {
    status: "booked" as const,
    chargeId,
    deadlineAt: attendanceDeadline(hold),
    needsNotice: true as const,
  };
  const entry = { at: services.clock.now(), by: "client" as const, what: "booked" as const };
  await AppointmentModel.updateOne(looked, { $set: booking, $push: { history: entry } });
}

/** False when another settling has tried to book it in between. */
async function callLost({ _id, bookings }: Payment): Promise<boolean> {
  const unchanged = { _id, bookings: bookings ?? absent };
  const { matchedCount } = await PaymentModel.updateOne(unchanged, { $set: { lost: true } });
  return matchedCount === 1;
}
