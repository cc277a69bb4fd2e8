import { authorize, type Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import type { Services } from "../services.js";
import { findOpenRoom } from "./find-room.js";
import { WhereaboutsModel, whereaboutsPlace } from "./whereabouts-model.js";
import type { Whereabouts } from "../protocol/messages.js";

/**
 * Keeps where a client says they are and whom to call, for this session, in the place of what they said before. Their
 * counsellor is shown it at once. Saying nothing takes it back. Throws NotFound, or Conflict when the room is not open.
 */
export async function sayWhereabouts(
  services: Services,
  actor: Person,
  { appointmentId, said }: { appointmentId: string; said: Whereabouts },
): Promise<void> {
  const { _id, clientId, counsellorId } = await findOpenRoom(services, actor, appointmentId);
  authorize(actor, "whereabouts.say", { clientId });
  if (said.place || said.contact) {
    const sealed = services.secrets.seal(JSON.stringify(said), whereaboutsPlace(clientId));
    const change = {
      $set: { appointmentId: _id, said: sealed, at: services.clock.now() },
      $setOnInsert: { _id: clientId },
    };
    const keep = () => WhereaboutsModel.updateOne({ clientId }, change, { upsert: true });
    // Two first ones at once: one is the first, the other finds it there.
    await keep().catch((error: unknown) => (isDuplicate(error) ? keep() : Promise.reject(error as Error)));
  } else {
    await WhereaboutsModel.deleteOne({ clientId });
  }
  for (const member of services.rooms.members(`room:${appointmentId}`)) {
    if (member.actor.id === counsellorId.toString()) member.send({ type: "room.whereabouts", ...said });
  }
}
