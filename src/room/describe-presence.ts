import type { Appointment } from "../appointments/appointment-model.js";
import { cancellationFor } from "../appointments/appointment-rules.js";
import type { Party, Presence, Visit } from "../protocol/messages.js";

/** Says who is in a session's room, how its time stands, and what becomes of a payment if nobody else comes. */
export function describePresence(
  appointment: Appointment,
  here: Record<Party, Visit | null>,
  now: Date,
): { type: "room.presence" } & Presence {
  const { liveAt, endsAt, priceCents } = appointment;
  return {
    type: "room.presence",
    here,
    liveForMs: liveAt ? now.getTime() - liveAt.getTime() : null,
    endsInMs: endsAt.getTime() - now.getTime(),
    refundIfAlone: liveAt ? null : cancellationFor(appointment, now).refundCents === priceCents,
  };
}
