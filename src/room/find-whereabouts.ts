import { can, type Person } from "../access/permissions.js";
import type { Appointment } from "../appointments/appointment-model.js";
import { isRoomOpen } from "../appointments/appointment-rules.js";
import type { Whereabouts } from "../protocol/messages.js";
import type { Services } from "../services.js";
import { WhereaboutsModel, whereaboutsPlace } from "./whereabouts-model.js";

/**
 * Where the client of this appointment said they are during it. Their counsellor sees it while the room is open. Null when there is
 * nothing to show.
 */
export async function findWhereabouts(
  services: Services,
  actor: Person,
  appointment: Appointment,
): Promise<Whereabouts | null> {
  const isOwn = can(actor, "whereabouts.say", appointment);
  const mayBeShown = can(actor, "whereabouts.see", appointment) && isRoomOpen(appointment, services.clock.now());
  if (!isOwn && !mayBeShown) return null;
  const found = await WhereaboutsModel.findById(appointment._id).lean();
  if (!found) return null;
  const said = services.secrets.open(found.said, whereaboutsPlace(found));
  return JSON.parse(said.toString()) as Whereabouts;
}
