import mongoose from "mongoose";
import { openConversation } from "../conversations/open-conversation.js";
import { tellWriting } from "../conversations/tell-writing.js";
import { refreshListing } from "../counsellors/refresh-listings.js";
import type { ChargeOutcome } from "../payments/charge-rules.js";
import { PaymentModel, type Payment } from "../payments/payment-model.js";
import { refundPayment } from "../payments/refund-payment.js";
import { isDuplicate } from "../platform/database.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "./appointment-model.js";
import { attendanceDeadline } from "./appointment-rules.js";
import { giveUpEndedHolds } from "./give-up-ended-holds.js";

export type Settled = "pending" | "approved" | "declined" | "refunded";

/**
 * Brings an appointment and its payment to agree, from wherever they were left: an approved charge books the time, or is
 * returned when the time is gone; a declined one leaves the hold for another try; one that the bank is not done with waits.
 * Repeating this changes nothing.
 */
export async function settlePayment(services: Services, payment: Payment, outcome: ChargeOutcome): Promise<Settled> {
  const { id: chargeId, lastFour, brand, explanation } = outcome;
  const shown = { chargeId, lastFour, brand, ...(explanation && { explanation }) };
  await PaymentModel.updateOne({ _id: payment._id }, { $set: shown });
  switch (outcome.status) {
    case "confirming":
    case "processing":
      return "pending";
    case "declined":
      await decline(payment);
      return "declined";
    case "approved":
      return accept(services, { ...payment, chargeId });
  }
}

/** Gives up on a try at paying that came to nothing; the next one is another charge. */
export async function decline({ _id, appointmentId, attempt }: Payment): Promise<void> {
  const thisTry = { _id: appointmentId, status: "held" as const, paymentAttempt: attempt };
  await AppointmentModel.updateOne(thisTry, { $set: { paymentAttempt: attempt + 1 } });
  await PaymentModel.updateOne({ _id, status: "pending" }, { $set: { status: "declined" } });
}

async function accept(services: Services, payment: Payment & { chargeId: string }): Promise<Settled> {
  if (payment.status === "refunded") return "refunded";
  if (payment.status !== "approved" && !(await book(services, payment))) {
    await PaymentModel.updateOne({ _id: payment._id }, { $set: { lost: true } });
    await refundPayment(services, payment, payment.amountCents);
    return "refunded";
  }
  const isOpen = mongoose.trusted({ $in: ["pending", "declined"] as const });
  await PaymentModel.updateOne({ _id: payment._id, status: isOpen }, { $set: { status: "approved" } });
  return "approved";
}

/** Gives the time to its payer; false when it went to someone else, was given up, or was paid for by another charge. */
async function book(services: Services, payment: Payment & { chargeId: string }): Promise<boolean> {
  const { appointmentId: _id, chargeId } = payment;
  const at = services.clock.now();
  const hold = (await AppointmentModel.findOne({ _id, status: "held" }).lean()) ?? (await heldOnce(payment));
  if (hold) await claim(services, { ...hold, chargeId }, at);

  const booked = await AppointmentModel.findById(_id, { chargeId: 1, clientId: 1, counsellorId: 1 }).lean();
  if (booked?.chargeId !== chargeId) return false;
  const conversation = await openConversation(booked.clientId, booked.counsellorId, at);
  await tellWriting(services, conversation);
  return true;
}

/** The hold as it was before it ran out, unless its client has given it up. */
async function heldOnce({ _id }: Payment): Promise<Appointment | null> {
  const payment = await PaymentModel.findById(_id, { hold: 1, givenUp: 1 }).lean();
  return payment?.hold && !payment.givenUp ? (payment.hold as Appointment) : null;
}

/** Books what is still held; where the hold has run out, takes the time again if it is free and has not begun. */
async function claim(services: Services, hold: Appointment & { chargeId: string }, at: Date): Promise<void> {
  const { _id, chargeId, counsellorId } = hold;
  const entry = { at, by: "client" as const, what: "booked" as const };
  const booking = {
    status: "booked" as const,
    chargeId,
    deadlineAt: attendanceDeadline(hold),
    untold: true as const,
  };
  const held = { _id, status: "held" as const };
  const { modifiedCount } = await AppointmentModel.updateOne(held, { $set: booking, $push: { history: entry } });
  if (modifiedCount === 1 || hold.startsAt <= at) return;
  await giveUpEndedHolds(services, hold, hold.ticks ?? []);
  try {
    await AppointmentModel.create({ ...hold, ...booking, history: [...hold.history, entry] });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
  await refreshListing(services, counsellorId);
}
