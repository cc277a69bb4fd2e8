import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { addMinutes, minutesOf } from "../appointments/appointment-rules.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { claimOffer } from "./claim-offer.js";

const CHANGED = "This session has changed since you opened this page. Please look again.";

/**
 * Offers another time for a booked session to its client, at its counsellor's request. It stays where it is until the client
 * accepts. `from` is the start that the counsellor saw. Throws Conflict when it has begun or changed, is moved by another offer, or
 * the time is not free; InvalidInput as `claimOffer`.
 */
export async function offerMove(
  services: Services,
  actor: Person,
  wish: { appointmentId: string; from: Date; startsAt: Date; outside: boolean },
): Promise<Appointment> {
  const session = await AppointmentModel.findById(wish.appointmentId).lean();
  authorize(actor, "offer.make", session);
  const { startsAt: from, clientId, counsellorId, sessionType, medium, priceCents, payBy, windowHours } = session;
  if (session.status !== "booked" || from <= services.clock.now())
    throw new Conflict("This session can no longer be moved.");
  if (from.getTime() !== wish.from.getTime()) throw new Conflict(CHANGED);
  if (wish.startsAt.getTime() === from.getTime())
    throw new Conflict("The session is already at that time. Please choose another.");
  const terms = { priceCents, payBy, windowHours };
  const offered = { clientId, counsellorId, sessionType, medium, ...terms, moves: session._id, movesFrom: from };
  const { startsAt, outside } = wish;
  const endsAt = addMinutes(startsAt, minutesOf(session));
  return claimOffer(services, offered, { startsAt, endsAt, outside, claimed: session.ticks });
}
