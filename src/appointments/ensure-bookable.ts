import type { Actor } from "../access/permissions.js";
import type { Counsellor } from "../profiles/counsellor-model.js";
import { Conflict } from "../platform/errors.js";
import { among } from "../platform/queries.js";
import { ClientModel } from "../clients/client-model.js";
import { AppointmentModel } from "./appointment-model.js";
import { BlockModel } from "./block-model.js";

/** Throws Conflict when a counsellor takes no bookings by this client, or no new clients and this one is new. */
export async function ensureBookable(counsellor: Counsellor, client: Actor): Promise<void> {
  const refusal = await whyNotBookable(counsellor, client);
  if (refusal) throw new Conflict(refusal);
}

/** Why this client cannot book this counsellor, in a sentence for them; null when they can. */
export async function whyNotBookable(
  { _id: counsellorId, name, acceptsNew }: Counsellor,
  { id: clientId }: Pick<Actor, "id">,
): Promise<string | null> {
  if (await BlockModel.exists({ counsellorId, clientId })) {
    return `${name} takes no further bookings from you. Please choose someone else.`;
  }
  if (acceptsNew) return null;
  const met = among(["booked", "live", "completed"]);
  const [hasMet, isInvited] = await Promise.all([
    AppointmentModel.exists({ clientId, counsellorId, status: met }),
    ClientModel.exists({ clientId, counsellorId, isInvited: true }),
  ]);
  return hasMet || isInvited ? null : `${name} is not taking new clients at the moment.`;
}
