import type { Actor } from "../access/permissions.js";
import { FIRST_TALK, type SessionType } from "../catalogue/catalogue-rules.js";
import type { Counsellor } from "../profiles/counsellor-model.js";
import { Conflict } from "../platform/errors.js";
import { ClientModel } from "../clients/client-model.js";
import { among, not } from "../platform/queries.js";
import { AppointmentModel } from "./appointment-model.js";
import { BlockModel } from "./block-model.js";

export const HAD_FIRST_TALK = "You have booked your free first talk already. Please choose another session type.";

/** Throws Conflict when a counsellor takes no bookings by this client, or no new clients and this one is new. */
export async function ensureBookable(counsellor: Counsellor, client: Actor, type?: SessionType): Promise<void> {
  const refusal = await whyNotBookable(counsellor, client, type);
  if (refusal) throw new Conflict(refusal);
}

/** Why this client cannot book this counsellor, or a session of this type, in a sentence for them; null when they can. */
export async function whyNotBookable(
  { _id: counsellorId, name, acceptsNew }: Counsellor,
  { id: clientId }: Pick<Actor, "id">,
  type?: SessionType,
): Promise<string | null> {
  if (await BlockModel.exists({ counsellorId, clientId })) {
    return `${name} takes no further bookings from you. Please choose someone else.`;
  }
  if (type === FIRST_TALK.type && (await hasHadFirstTalk(counsellorId, clientId))) return HAD_FIRST_TALK;
  if (acceptsNew) return null;
  const met = among(["booked", "live", "completed"]);
  const [hasMet, isInvited] = await Promise.all([
    AppointmentModel.exists({ clientId, counsellorId, status: met }),
    ClientModel.exists({ clientId, counsellorId, isInvited: true }),
  ]);
  return hasMet || isInvited ? null : `${name} is not taking new clients at the moment.`;
}

/** A hold does not count: it is the client's own, and moves to the time that they choose now. */
async function hasHadFirstTalk(counsellorId: Counsellor["_id"], clientId: string | null): Promise<boolean> {
  const had = { counsellorId, clientId, firstTalk: true as const, status: not("held") };
  return (await AppointmentModel.exists(had)) !== null;
}
