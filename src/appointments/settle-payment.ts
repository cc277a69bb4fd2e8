import { openConversation } from "../conversations/open-conversation.js";
import type { ChargeOutcome } from "../payments/card-rules.js";
import { refreshListing } from "../counsellors/refresh-listings.js";
import { PaymentModel, type Payment } from "../payments/payment-model.js";
import { isDuplicate } from "../platform/database.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "./appointment-model.js";
import { attendanceDeadline } from "./appointment-rules.js";

/**
 * Brings an appointment and its payment to agree, from wherever they were left: an approved charge books the time, or is
 * returned when the time is gone; a declined one leaves the hold for another try. `appointment` is the hold as it was last
 * seen; it may have been released since. Repeating this changes nothing.
 */
export async function settlePayment(
  services: Services,
  payment: Payment,
  outcome: ChargeOutcome,
  appointment: Appointment | null,
): Promise<"approved" | "declined" | "refunded"> {
  const result = await settle(services, payment, outcome, appointment);
  const { id: chargeId, lastFour, brand } = outcome;
  const pending = { _id: payment._id, status: "pending" as const };
  await PaymentModel.updateOne(pending, { $set: { status: result, chargeId, lastFour, brand } });
  return result;
}

async function settle(
  services: Services,
  payment: Payment,
  outcome: ChargeOutcome,
  appointment: Appointment | null,
): Promise<"approved" | "declined" | "refunded"> {
  if (outcome.status === "declined") {
    await allowNextAttempt(payment);
    return "declined";
  }
  if (appointment && (await book(services, outcome, appointment))) return "approved";
  await services.gateway.refund(outcome.id);
  return "refunded";
}

async function allowNextAttempt({ appointmentId, attempt }: Payment): Promise<void> {
  const thisTry = { _id: appointmentId, status: "held" as const, paymentAttempt: attempt };
  await AppointmentModel.updateOne(thisTry, { $set: { paymentAttempt: attempt + 1 } });
}

/** Gives the time to its payer; false when it went to someone else, or was paid for by another charge. */
async function book(services: Services, outcome: ChargeOutcome, appointment: Appointment): Promise<boolean> {
  const { _id, clientId, counsellorId, history } = appointment;
  const at = services.clock.now();
  const entry = { at, by: "client" as const, what: "booked" as const };
  const booking = {
    status: "booked" as const,
    chargeId: outcome.id,
    deadlineAt: attendanceDeadline(appointment),
    untold: true as const,
  };

  const held = { _id, status: "held" as const };
  const { modifiedCount } = await AppointmentModel.updateOne(held, { $set: booking, $push: { history: entry } });
  if (modifiedCount === 0) {
    await claimAgain({ ...appointment, ...booking, history: [...history, entry] });
    await refreshListing(services, counsellorId);
  }
  const payer = await AppointmentModel.findById(_id, { chargeId: 1 }).lean();
  if (payer?.chargeId !== outcome.id) return false;
  await openConversation(clientId, counsellorId, at);
  return true;
}

/** Where the hold was released while its charge was on the way, takes the time again if it is still free. */
async function claimAgain(booked: Appointment): Promise<void> {
  try {
    await AppointmentModel.create(booked);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}
