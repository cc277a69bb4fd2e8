import { openConversation } from "../conversations/open-conversation.js";
import { tellWriting } from "../conversations/tell-writing.js";
import { PaymentModel, type Payment } from "../payments/payment-model.js";
import { isDuplicate } from "../platform/database.js";
import { absent } from "../platform/queries.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { attendanceDeadline, HOLD_MINUTES, addMinutes } from "../appointments/appointment-rules.js";
import { releaseExpiredHolds } from "./release-expired-holds.js";

type Paid = Payment & { chargeId: string };

/**
 * Gives the time to its payer: what they still hold, or what they held once and nobody has taken since. False, for good, when it
 * went to someone else, was given up (as by holding another), has begun or was paid for by another charge: then the payment
 * is marked as lost.
 *
 * The same payment may be settled several times at once, while the time becomes free in between. So whoever books a hold counts
 * that in the payment first, which a lost one refuses; and whoever finds no hold to book calls the payment lost only if
 * nobody has counted since they began to look. Either write makes the other one fail.
 */
export async function bookPaidTime(services: Services, payment: Paid): Promise<boolean> {
  for (;;) {
    const before = await PaymentModel.findById(payment._id).orFail().lean();
    if (before.lost) return false;
    const appointment =
      (await AppointmentModel.findById(payment.appointmentId).lean()) ?? (await holdAgain(services, before));
    if (appointment?.chargeId === payment.chargeId) {
      await letThemTalk(services, appointment);
      return true;
    }
    if (appointment && isHeldFor(appointment, before)) await bookHold(services, payment, appointment);
    else if (await callLost(before)) return false;
  }
}

/** Whether it still holds what this payment is for, and has not moved to another time since. */
function isHeldFor({ status, holdId }: Appointment, { hold }: Payment): boolean {
  return status === "held" && hold !== undefined && holdId.equals(hold.holdId);
}

/** Takes the time again that ran out, as a hold that ends by itself; null when that cannot be. */
async function holdAgain(services: Services, { hold, givenUp }: Payment): Promise<Appointment | null> {
  const now = services.clock.now();
  if (!hold || givenUp || hold.startsAt <= now) return null;
  await releaseExpiredHolds(services, hold, hold.ticks);
  try {
    const again = await AppointmentModel.create({
      ...hold,
      status: "held",
      deadlineAt: addMinutes(now, HOLD_MINUTES),
      history: [{ at: now, by: "client", what: "held" }],
    });
    await services.changed(hold.counsellorId);
    return again.toObject();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    // Perhaps by another settling of this payment.
    return AppointmentModel.findById(hold._id).lean();
  }
}

/** Books exactly the hold that was looked at; gives it back if the payment was called lost meanwhile. */
async function bookHold(services: Services, { _id, chargeId }: Paid, hold: Appointment): Promise<void> {
  const { holdId, deadlineAt } = hold;
  const looked = { _id: hold._id, holdId, status: "held" as const, ...(deadlineAt && { deadlineAt }) };
  const isNotLost = { _id, lost: absent };
  const { matchedCount } = await PaymentModel.updateOne(isNotLost, { $inc: { bookings: 1 } });
  if (matchedCount === 0) {
    await AppointmentModel.deleteOne(looked);
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

/** False when someone was about to book it since. */
async function callLost({ _id, bookings }: Payment): Promise<boolean> {
  const unchanged = { _id, bookings: bookings ?? absent };
  const { matchedCount } = await PaymentModel.updateOne(unchanged, { $set: { lost: true } });
  return matchedCount === 1;
}

async function letThemTalk(services: Services, { clientId, counsellorId }: Appointment): Promise<void> {
  const conversation = await openConversation(clientId, counsellorId, services.clock.now());
  await tellWriting(services, conversation);
}
