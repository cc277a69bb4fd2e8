import type { Appointment } from "../appointments/appointment-model.js";
import { cancellationFor } from "../appointments/appointment-rules.js";
import type { Party, Presence, Visit } from "../protocol/messages.js";

/** Describes who is in a session's room, its remaining time, and whether the payment is refunded if nobody else comes. */
export function describePresence(
  appointment: Appointment,
  here: Record<Party, Visit | null>,
  now: Date,
): { type: "room.presence" } & Presence {
  const { liveAt, endsAt, priceCents, cameAt } = appointment;
  const came = { client: cameAt.client !== undefined, counsellor: cameAt.counsellor !== undefined };
  return {
    type: "room.presence",
    here,
    liveForMs: liveAt ? now.getTime() - liveAt.getTime() : null,
    endsInMs: endsAt.getTime() - now.getTime(),
    refundIfAlone: liveAt ? null : cancellationFor(came, appointment, now).refundCents === priceCents,
  };
}
