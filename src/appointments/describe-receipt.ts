import type { Person } from "../access/permissions.js";
import { MEDIA, SESSION_TYPES } from "../catalogue/catalogue-rules.js";
import type { Payment } from "../payments/payment-model.js";
import { minutesOf } from "./appointment-rules.js";
import type { Receipt } from "./find-receipt.js";
import type { Format } from "../web/format-rules.js";

/** A receipt as its page shows it. */
export interface ReceiptWords {
  number: string;
  paidAt: Date;
  paidOn: string;
  paidBy: string;
  paidTo: string;
  credentials: string;
  session: string;
  startsAt: Date;
  when: string;
  cancelledOn: string | null;
  /** What was paid and what was refunded. */
  lines: { what: string; amount: string }[];
  total: string;
  appointment: string;
}

/** Writes a receipt for its client, with dates in their zone. */
export function describeReceipt(receipt: Receipt, { zone }: Person, format: Format): ReceiptWords {
  const { appointment, payment, number, credentials } = receipt;
  const { startsAt, sessionType, medium, cancellation } = appointment;
  const refundCents = payment.refund?.cents ?? 0;
  return {
    number,
    paidAt: payment.at,
    paidOn: format.date(payment.at, zone),
    paidBy: appointment.clientName,
    paidTo: appointment.counsellorName,
    credentials,
    session: [
      `Counselling session, ${SESSION_TYPES[sessionType].toLowerCase()}`,
      format.minutes(minutesOf(appointment)),
      `by ${MEDIA[medium].toLowerCase()}`,
    ].join(", "),
    startsAt,
    when: `${format.date(startsAt, zone)}, ${format.time(startsAt, zone)} (${format.zoneName(zone)})`,
    cancelledOn: cancellation ? format.date(cancellation.at, zone) : null,
    lines: [paidLine(payment, format), ...refundLines(payment, zone, format)],
    total: format.money(payment.amountCents - refundCents),
    appointment: `/appointments/${appointment.id}`,
  };
}

function paidLine({ brand, lastFour, amountCents }: Payment, { money }: Format): { what: string; amount: string } {
  return { what: lastFour ? `Paid with ${brand} ending in ${lastFour}` : "Paid", amount: money(amountCents) };
}

function refundLines({ refund }: Payment, zone: string, format: Format): { what: string; amount: string }[] {
  if (!refund) return [];
  const what = refund.returnedAt
    ? `Refunded to the same card on ${format.date(refund.returnedAt, zone)}`
    : "Refund on its way to the same card";
  return [{ what, amount: `−${format.money(refund.cents)}` }];
}
