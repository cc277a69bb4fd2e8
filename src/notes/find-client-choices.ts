import { namesOf } from "../accounts/names-of.js";
import type { Person } from "../access/permissions.js";
import { ClientModel } from "../clients/client-model.js";

/** The actor's clients to choose from, by name. */
export async function findClientChoices(actor: Person): Promise<{ key: string; label: string }[]> {
  const clients = await ClientModel.find({ counsellorId: actor.id }, { _id: 0, clientId: 1 }).lean();
  const names = await namesOf(clients.map(({ clientId }) => clientId));
  return clients
    .map(({ clientId }) => ({ key: String(clientId), label: names(clientId, "client") }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
