import type { Person } from "../access/permissions.js";
import { lookUpHold } from "../appointments/find-appointments.js";
import type { Format } from "../web/format-rules.js";

/** Describes a hold and its deadline; null when there is none that this client may see. */
export async function describeHold(client: Person, holdId: string, format: Format): Promise<string | null> {
  const hold = await lookUpHold(client, holdId);
  if (!hold) return null;
  const session = `For a session with ${hold.counsellorName} on ${format.dateTime(hold.startsAt, client.zone)}.`;
  if (hold.status !== "held" || !hold.deadlineAt) return session;
  return `${session} The time is held for you until ${format.time(hold.deadlineAt, client.zone)}.`;
}
