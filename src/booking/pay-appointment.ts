import { authorize, type Person } from "../access/permissions.js";
import { isInDate, type Card } from "../payments/card-rules.js";
import type { ChargeOutcome } from "../payments/charge-rules.js";
import { NoAnswer } from "../payments/payment-gateway.js";
import { idempotencyKey, PaymentModel, type Payment } from "../payments/payment-model.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict, InvalidInput } from "../platform/errors.js";
import { after, not } from "../platform/queries.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { HOLD_MINUTES, addMinutes } from "../appointments/appointment-rules.js";
import { isClientBlocked } from "./block-client.js";
import { releaseHolds } from "./release-hold.js";
import { settlePayment } from "./settle-payment.js";
import { ensureTeenKnown } from "./teens.js";

/** The hold expired before it was paid. */
export class HoldEnded extends Conflict {
  constructor() {
    super("Your hold has expired and nothing was charged. The time may still be free: please choose again.");
  }
}

/** The state of paying: booked, awaiting the card holder's confirmation at the gateway, or awaiting the bank. */
export type PaymentProgress = { status: "booked" } | { status: "confirming"; chargeId: string } | { status: "waiting" };

/**
 * Charges the card and books the held time. Idempotent. While the bank is working, it extends the hold once. Throws InvalidInput for
 * the card when it is declined (the hold stays), HoldEnded when the hold expired first, and Conflict when the time was lost and the
 * money is refunded.
 */
export async function payAppointment(
  services: Services,
  actor: Person,
  holdId: string,
  card: Card,
): Promise<PaymentProgress> {
  const appointment = await AppointmentModel.findOne({ holdId }).lean();
  authorize(actor, "appointment.pay", appointment);
  if (appointment.status === "cancelled") throw new Conflict("This session was cancelled, so there is nothing to pay.");
  if (appointment.status !== "held") return { status: "booked" };
  if (appointment.payBy !== "site") throw new Conflict("Nothing is paid on this site for this session.");
  await ensureTeenKnown(appointment);
  const now = services.clock.now();
  if (await isClientBlocked(appointment)) await releaseHolds(services, { holdId: appointment.holdId });
  else if ((appointment.deadlineAt ?? 0) > now) return payHeld(services, appointment, card, now);
  throw new HoldEnded();
}

async function payHeld(services: Services, appointment: Appointment, card: Card, now: Date): Promise<PaymentProgress> {
  if (!isInDate(card, now)) throw new InvalidInput({ cardExpiry: "This card has expired." });

  const payment = await beginPayment(services, appointment);
  const outcome = await charge(services, payment, card);
  const settled = outcome ? await settlePayment(services, payment, outcome) : "pending";
  if (settled === "approved") return { status: "booked" };
  if (settled === "refunded")
    throw new Conflict("The time was gone before your payment arrived. Your money is on its way back to you.");
  if (settled === "declined") {
    const why = outcome?.explanation ?? "This card was declined.";
    throw new InvalidInput({ cardNumber: why }, "Your payment did not go through");
  }

  await extendHold(services, appointment);
  return outcome?.status === "confirming" ? { status: "confirming", chargeId: outcome.id } : { status: "waiting" };
}

/** Stores the attempt before asking the gateway; two requests for the same attempt get the same record. */
async function beginPayment(services: Services, appointment: Appointment): Promise<Payment> {
  const { _id: appointmentId, clientId, paymentAttempt, priceCents } = appointment;
  const attempt = { appointmentId, attempt: paymentAttempt };
  const at = services.clock.now();
  try {
    const hold = { ...appointment, ticks: appointment.ticks ?? [] };
    const begun = { ...attempt, clientId, amountCents: priceCents, status: "pending" as const, hold, at };
    return (await PaymentModel.create(begun)).toObject();
  } catch (error) {
    const first = isDuplicate(error) ? await PaymentModel.findOne(attempt).lean() : null;
    if (!first) throw error;
    return first;
  }
}

/** Null when the gateway did not answer: ask it later whether it charged. */
async function charge(services: Services, payment: Payment, card: Card): Promise<ChargeOutcome | null> {
  try {
    return await services.gateway.charge({ key: idempotencyKey(payment), amountCents: payment.amountCents, card });
  } catch (error) {
    if (error instanceof NoAnswer) return null;
    throw error;
  }
}

async function extendHold(services: Services, { holdId }: Appointment): Promise<void> {
  const now = services.clock.now();
  await AppointmentModel.updateOne(
    {
      holdId,
      status: "held",
      heldLonger: not(true),
      deadlineAt: after(now),
    },
    { $set: { heldLonger: true, deadlineAt: addMinutes(now, HOLD_MINUTES) } },
  );
}
