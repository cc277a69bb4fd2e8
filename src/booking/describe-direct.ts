import type { Party } from "../protocol/messages.js";
import type { Format } from "../web/format-rules.js";
import type { AppointmentDetails } from "./find-appointment-details.js";
import { canUnmark } from "./paid-rules.js";

/** How a session is paid for directly, and whether it was, in words for one of its two people. */
export interface DirectWords {
  heading: string;
  state: string;
  /** What its counsellor wrote about how to pay; empty where they wrote nothing, or nothing is to be paid. */
  instructions: string;
  /** What its counsellor can mark it as now. */
  mark: { value: "yes" | "no"; button: string } | null;
  /** For its counsellor: whether clients find no instructions. */
  lacksInstructions: boolean;
}

/** Null for sessions that are not paid directly. */
export function describeDirect(
  { appointment, instructions }: AppointmentDetails,
  party: Party,
  zone: string,
  now: Date,
  format: Format,
): DirectWords | null {
  const { payBy, priceCents, paidDirectlyAt, cancellation, counsellorName } = appointment;
  if (payBy !== "direct") return null;
  const isOwed = !paidDirectlyAt && (cancellation?.refundCents ?? 0) === 0;
  const isCounsellor = party === "counsellor";
  const price = format.money(priceCents);
  return {
    heading: isCounsellor ? "Payment to you" : `Payment to ${counsellorName}`,
    state: paidDirectlyAt
      ? `${isCounsellor ? "You" : counsellorName} marked ${price} as paid on ${format.date(paidDirectlyAt, zone)}.`
      : isOwed
        ? `${price}, not marked as paid yet.`
        : "There is nothing to pay.",
    instructions: isOwed && !isCounsellor ? instructions || `${counsellorName} will tell you how to pay.` : "",
    mark: isCounsellor ? markFor(isOwed, paidDirectlyAt, now) : null,
    lacksInstructions: isCounsellor && isOwed && instructions === "",
  };
}

function markFor(isOwed: boolean, paidAt: Date | undefined, now: Date): DirectWords["mark"] {
  if (paidAt) return canUnmark(paidAt, now) ? { value: "no", button: "Mark as not paid" } : null;
  return isOwed ? { value: "yes", button: "Mark as paid" } : null;
}
