import { authorize, type Actor } from "../access/permissions.js";
import { isInDate, type Card } from "../payments/card-rules.js";
import { idempotencyKey, PaymentModel, type Payment } from "../payments/payment-model.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict, InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { AppointmentModel, type Appointment } from "./appointment-model.js";
import { settlePayment } from "./settle-payment.js";

/** The hold ran out before it was paid. */
export class HoldEnded extends Conflict {
  constructor() {
    super("Your ten minutes are over and nothing was charged. The time may still be free: please choose again.");
  }
}

/**
 * Charges the card and books the held time. Asked twice, it charges once. Throws InvalidInput beside the card when it is
 * declined (the hold stays), HoldEnded when the hold ran out first, Conflict when the time was lost and the money returned.
 */
export async function payAppointment(
  services: Services,
  actor: Actor,
  appointmentId: string,
  card: Card,
): Promise<void> {
  const appointment = await AppointmentModel.findById(appointmentId).lean();
  authorize(actor, "appointment.pay", appointment);
  if (appointment.status !== "held") return;
  const now = services.clock.now();
  if ((appointment.deadlineAt ?? 0) <= now) throw new HoldEnded();
  if (!isInDate(card, now)) throw new InvalidInput({ cardExpiry: "This card has expired." });

  const payment = await beginPayment(services, appointment);
  const { amountCents } = payment;
  const outcome = await services.gateway.charge({ key: idempotencyKey(payment), amountCents, card });
  const result = await settlePayment(services, payment, outcome, appointment);
  if (result === "declined") throw new InvalidInput({ cardNumber: outcome.explanation ?? "This card was declined." });
  if (result === "refunded")
    throw new Conflict("That time was lost before your payment arrived. Your money was returned.");
}

/** Writes down that a charge is about to be asked for; of two requests for the same try, both get the same record. */
async function beginPayment(services: Services, appointment: Appointment): Promise<Payment> {
  const attempt = { appointmentId: appointment._id, attempt: appointment.paymentAttempt };
  try {
    const at = services.clock.now();
    const begun = await PaymentModel.create({ ...attempt, amountCents: appointment.priceCents, status: "pending", at });
    return begun.toObject();
  } catch (error) {
    const first = isDuplicate(error) ? await PaymentModel.findOne(attempt).lean() : null;
    if (!first) throw error;
    return first;
  }
}
