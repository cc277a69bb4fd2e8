import { authorize, type Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import type { Services } from "../services.js";
import { firstLookAt } from "./erase-whereabouts.js";
import { findContacts } from "./find-safety-details.js";
import { findOpenRoom } from "./find-room.js";
import { WhereaboutsModel, whereaboutsPlace } from "./whereabouts-model.js";
import type { Whereabouts } from "../protocol/messages.js";

/**
 * Stores where a client is and whom to call, for this session alone, and shows it to their counsellor immediately. It is erased 24 hours
 * after the session (`eraseWhereabouts`), and by empty fields. Throws NotFound, or Conflict when the room is not open.
 */
export async function sayWhereabouts(
  services: Services,
  actor: Person,
  { appointmentId, said }: { appointmentId: string; said: Whereabouts },
): Promise<void> {
  const session = await findOpenRoom(services, actor, appointmentId);
  const { _id, clientId, counsellorId } = session;
  authorize(actor, "whereabouts.say", { clientId });
  if (said.place || said.contact) {
    const sealed = services.secrets.seal(JSON.stringify(said), whereaboutsPlace(session));
    const change = { $set: { clientId, said: sealed, at: services.clock.now(), lookAt: firstLookAt(session) } };
    const keep = () => WhereaboutsModel.updateOne({ _id }, change, { upsert: true });
    // Of two first writes at the same moment, the second updates the first.
    await keep().catch((error: unknown) => (isDuplicate(error) ? keep() : Promise.reject(error as Error)));
  } else {
    await WhereaboutsModel.deleteOne({ _id });
  }
  const contacts = await findContacts(services, clientId);
  const message = { type: "room.whereabouts", ...said, ...contacts } as const;
  services.rooms.tell(`room:${appointmentId}`, message, { only: counsellorId.toString() });
}
