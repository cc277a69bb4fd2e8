import type { Actor } from "../access/permissions.js";
import { FIRST_TALK, type SessionType } from "../catalogue/catalogue-rules.js";
import type { Counsellor } from "../profiles/counsellor-model.js";
import { Conflict } from "../platform/errors.js";
import { ClientModel } from "../clients/client-model.js";
import { askTogether } from "../platform/ask-together.js";
import { among, not } from "../platform/queries.js";
import { AppointmentModel } from "./appointment-model.js";
import type { Status } from "./appointment-rules.js";
import { BlockModel } from "./block-model.js";
import { placesAmong, upcomingOf } from "./find-places.js";

const MET: Status[] = ["booked", "live", "completed"];

export const HAD_FIRST_TALK = "You have already booked your free first talk. Please choose another session type.";

/** Throws Conflict when a client cannot book this counsellor, or a session of this type. */
export async function ensureBookable(counsellor: Counsellor, client: Actor, type?: SessionType): Promise<void> {
  const refusal = await whyNotBookable(counsellor, client, type);
  if (refusal) throw new Conflict(refusal);
}

/** Why this client cannot book this counsellor, or a session of this type, in a sentence for them; null when they can. */
export async function whyNotBookable(
  counsellor: Counsellor,
  { id: clientId }: Pick<Actor, "id">,
  type?: SessionType,
): Promise<string | null> {
  const { _id: counsellorId, name, acceptsNew } = counsellor;
  const pair = { counsellorId, clientId };
  const found = await askTogether({
    upcoming: upcomingOf(clientId),
    block: BlockModel.findOne(pair, { _id: 1 }).lean(),
    // A hold does not count: it is the client's own, and moves to the time that they choose now.
    ...(type === FIRST_TALK.type && {
      firstTalk: AppointmentModel.findOne({ ...pair, firstTalk: true, status: not("held") }, { _id: 1 }).lean(),
    }),
    ...(!acceptsNew && {
      met: AppointmentModel.findOne({ ...pair, status: among(MET) }, { _id: 1 }).lean(),
      invited: ClientModel.findOne({ ...pair, isInvited: true }, { _id: 1 }).lean(),
    }),
  });
  if (found.block) return `${name} no longer takes bookings from you. Please choose someone else.`;
  if (found.firstTalk) return HAD_FIRST_TALK;
  if (!acceptsNew && !found.met && !found.invited) return `${name} is not taking new clients at the moment.`;
  const places = placesAmong(found.upcoming, counsellor, { holdMoves: true });
  return "refusal" in places ? places.refusal : null;
}
