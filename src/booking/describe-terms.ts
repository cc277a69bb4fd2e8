import type { Facts } from "../appointments/describe-facts.js";
import { hoursWords } from "../catalogue/terms-rules.js";
import type { Party } from "../protocol/messages.js";
import type { Format } from "../web/format-rules.js";
import type { AppointmentDetails } from "./find-appointment-details.js";

/** Says what moving and cancelling a booked session mean now, to one of its two people. */
export function describeTerms(
  { appointment, canCancel, canReschedule, freeUntil }: AppointmentDetails,
  party: Party,
  { other, price }: Facts,
  zone: string,
  format: Format,
): string {
  if (!canCancel) return "It has begun, so it can no longer be moved or cancelled.";
  const { priceCents, payBy, paidDirectlyAt, windowHours } = appointment;
  const isUnpaid = payBy === "direct" && !paidDirectlyAt;
  if (party === "counsellor") {
    if (priceCents === 0) return "You can cancel until it begins.";
    return `You can cancel until it begins. ${other} then ${isUnpaid ? "owes you nothing" : `gets ${price} back`}.`;
  }
  if (canReschedule) return `Free to move or cancel until ${format.dateTime(freeUntil, zone)}.`;
  const late = `It starts in less than ${hoursWords(windowHours)}: too late to move it. You can still cancel`;
  if (priceCents === 0) return `${late}.`;
  return isUnpaid ? `${late}, but you then owe ${other} ${price}.` : `${late}, but your ${price} will not be refunded.`;
}
