import type { Person } from "../access/permissions.js";
import type { Format } from "../web/format-rules.js";
import type { ClientPayments } from "./find-client-payments.js";

/** A client's payments, in words. */
export interface PaymentsWords {
  /** "240.00 € paid on this site for 4 sessions, 60.00 € of it refunded." */
  total: string;
  latest: { href: string; when: string; amount: string; refund: string | null }[];
  /** "The latest 10 are shown."; null where all are. */
  more: string | null;
}

/** Describes what a client has paid on the site; null where they have paid nothing. */
export function describePayments(payments: ClientPayments, { zone }: Person, format: Format): PaymentsWords | null {
  const { latest, count, paidCents, refundCents } = payments;
  if (count === 0) return null;
  const refunded = refundCents > 0 ? `, ${format.money(refundCents)} of it refunded` : "";
  return {
    total: `${format.money(paidCents)} paid on this site for ${count} session${count === 1 ? "" : "s"}${refunded}.`,
    latest: latest.map((payment) => ({
      href: `/appointments/${payment.appointmentId}`,
      when: `Session on ${format.date(payment.startsAt, zone)}`,
      amount: format.money(payment.paidCents),
      refund: payment.refundCents > 0 ? `${format.money(payment.refundCents)} refunded` : null,
    })),
    more: count > latest.length ? `The latest ${latest.length} are shown.` : null,
  };
}
