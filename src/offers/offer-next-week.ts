import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import type { Services } from "../services.js";
import { makeOffer } from "./make-offer.js";
import { nextWeek } from "./offer-rules.js";

/**
 * Offers the client of a session the same time a week later, by the counsellor's clocks, and with the same type and medium. Throws
 * as `makeOffer`.
 */
export async function offerNextWeek(services: Services, actor: Person, appointmentId: string): Promise<Appointment> {
  const session = await AppointmentModel.findById(appointmentId).lean();
  authorize(actor, "offer.make", session);
  const { clientId, sessionType, medium } = session;
  const startsAt = nextWeek(session.startsAt, actor.zone);
  return makeOffer(services, actor, { clientId: String(clientId), sessionType, medium, startsAt, outside: false });
}
