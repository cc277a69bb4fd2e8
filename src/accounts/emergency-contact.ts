import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { contactPlace, EmergencyContactModel, type StoredContact } from "./emergency-contact-model.js";
import type { EmergencyContact } from "./emergency-contact-rules.js";

const STALE = "You changed this contact in another window after opening this page. Nothing was overwritten.";

type Id = { toString(): string };

/** What a client keeps for emergencies, with its version; null where that is nothing. */
export async function findEmergencyContact(
  { secrets }: Pick<Services, "secrets">,
  clientId: Id,
): Promise<(EmergencyContact & { version: string }) | null> {
  return openContact({ secrets }, await EmergencyContactModel.findById(clientId.toString()).lean());
}

/** The same from a client's record, or from none. */
export function openContact(
  { secrets }: Pick<Services, "secrets">,
  stored: StoredContact | null,
): (EmergencyContact & { version: string }) | null {
  if (!stored) return null;
  const said = JSON.parse(secrets.open(stored.said, contactPlace(stored._id)).toString()) as EmergencyContact;
  // The first ones had no address.
  return { ...said, homeAddress: said.homeAddress ?? "", version: stored.version };
}

/** Replaces what the actor keeps for emergencies, as edited from `version` ("" for none). Throws Conflict when it has changed since. */
export async function saveEmergencyContact(
  { secrets, clock }: Services,
  actor: Person,
  { version, ...contact }: EmergencyContact & { version: string },
): Promise<void> {
  authorize(actor, "contact.edit", { clientId: actor.id });
  const said = secrets.seal(JSON.stringify(contact), contactPlace(actor.id));
  const saved = { said, version: new mongoose.Types.ObjectId().toString(), at: clock.now() };
  if (version === "") return create(actor.id, saved);
  const { matchedCount } = await EmergencyContactModel.updateOne({ _id: actor.id, version }, { $set: saved });
  if (matchedCount === 0) throw new Conflict(STALE);
}

/** Erases all that the actor keeps for emergencies. */
export async function eraseEmergencyContact(actor: Person): Promise<void> {
  authorize(actor, "contact.edit", { clientId: actor.id });
  await EmergencyContactModel.deleteOne({ _id: actor.id });
}

async function create(_id: string, saved: Pick<StoredContact, "said" | "version" | "at">): Promise<void> {
  try {
    await EmergencyContactModel.create({ _id, ...saved });
  } catch (error) {
    throw isDuplicate(error) ? new Conflict(STALE) : error;
  }
}
