import type { Person } from "../access/permissions.js";
import type { Format } from "../web/format-rules.js";
import { counted } from "../platform/counted-rules.js";
import type { ClientPayment, ClientPayments } from "./find-client-payments.js";

/** A client's payments, in words. */
export interface PaymentsWords {
  /** "240.00 € paid for 4 sessions, 60.00 € of it refunded." */
  total: string;
  latest: { href: string; when: string; amount: string; note: string | null }[];
  /** "The latest 10 are shown."; null where all are. */
  more: string | null;
}

/** Describes what a client has paid or owes; null where there is nothing of the kind. */
export function describePayments(payments: ClientPayments, { zone }: Person, format: Format): PaymentsWords | null {
  const { latest, paid, count, paidAmount, refundCents } = payments;
  if (count === 0) return null;
  const refunded = refundCents > 0 ? `, ${format.money(refundCents)} of it refunded` : "";
  return {
    total: `${format.money(paidAmount)} paid for ${counted(paid, "session")}${refunded}.`,
    latest: latest.map((payment) => ({
      href: `/appointments/${payment.appointmentId}`,
      when: `Session on ${format.date(payment.startsAt, zone)}`,
      amount: payment.way === "owed" ? "" : format.money(payment.paidAmount),
      note: noteOn(payment, format),
    })),
    more: count > latest.length ? `The latest ${latest.length} are shown.` : null,
  };
}

function noteOn({ way, refundCents }: ClientPayment, { money }: Format): string | null {
  if (way === "direct") return "directly";
  if (way === "owed") return "Not marked as paid";
  return refundCents > 0 ? `${money(refundCents)} refunded` : null;
}
