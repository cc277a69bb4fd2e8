import { saveHidesAddress, whoHidesAddress } from "../accounts/hides-address.js";
import type { Person } from "../access/permissions.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { partyOf } from "../appointments/appointment-rules.js";
import { Conflict } from "../platform/errors.js";
import { hasRelay } from "../platform/relay-rules.js";
import type { Services } from "../services.js";
import { ADDRESS_CHOICES, addressWords, type AddressChoice } from "./address-rules.js";
import { findRoom } from "./find-room.js";

/** What a room's entry says about network addresses. */
export interface AddressView {
  words: string;
  /** How the reader's browser is reached; null where there is nothing to choose. */
  choice: AddressChoice | null;
  options: { key: string; label: string }[];
}

type Session = Pick<Appointment, "clientId" | "counsellorId" | "hidesAddress">;

/** Describes who can see whose network address in this session's call, and what its reader can choose. */
export async function describeAddress(
  { ice }: Services,
  actor: Person,
  session: Session,
  otherName: string,
): Promise<AddressView> {
  const always = await whoHidesAddress([session.clientId, session.counsellorId]);
  const isRelayed = ice.relayOnly || always.size > 0 || Object.values(session.hidesAddress ?? {}).includes(true);
  const own = always.has(actor.id) ? "always" : hidesHere(session, actor) ? "call" : "direct";
  return {
    words: addressWords({ otherName, isRelayed, hasRelay: hasRelay(ice) }),
    choice: ice.relayOnly || !hasRelay(ice) ? null : own,
    options: Object.entries(ADDRESS_CHOICES).map(([key, label]) => ({ key, label })),
  };
}

/** Whether the actor hides their address in this session's call. */
export async function hidesAddress(actor: Person, session: Session): Promise<boolean> {
  return hidesHere(session, actor) || (await whoHidesAddress([actor.id])).has(actor.id);
}

/**
 * Keeps how the actor's browser is reached in this session's call, or in all their calls. It holds from the next time that they
 * join. Throws NotFound, or Conflict where there is no relay.
 */
export async function chooseAddress(
  { ice }: Services,
  actor: Person,
  { appointmentId, choice }: { appointmentId: string; choice: AddressChoice },
): Promise<void> {
  const { _id, clientId } = await findRoom(actor, appointmentId);
  if (!hasRelay(ice)) throw new Conflict("This site has no relay, so it cannot hide your address.");
  const field = `hidesAddress.${partyOf({ clientId }, actor.id)}`;
  await AppointmentModel.updateOne({ _id }, { $set: { [field]: choice === "call" } });
  await saveHidesAddress(actor, choice === "always");
}

const hidesHere = ({ clientId, hidesAddress: hides }: Session, { id }: Person): boolean =>
  hides?.[partyOf({ clientId }, id)] === true;
