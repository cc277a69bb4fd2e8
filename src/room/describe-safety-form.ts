import { findEmergencyContact } from "../accounts/emergency-contact.js";
import type { Person } from "../access/permissions.js";
import type { Appointment } from "../appointments/appointment-model.js";
import { partyOf } from "../appointments/appointment-rules.js";
import type { Whereabouts } from "../protocol/messages.js";
import type { Services } from "../services.js";
import { findContacts } from "./find-safety-details.js";
import { findWhereabouts } from "./find-whereabouts.js";

/** What a client sees on the form about where they are: what they said, or keep for it, and what their details add to it. */
export interface SafetyFormView {
  whereabouts: Whereabouts | null;
  /** Empty where their details add nothing. */
  alsoShown: string;
  whereaboutsState: string;
}

const SAVED = "Saved. Your counsellor can see it now.";
const FROM_DETAILS = "This is the home address from your details. If you are somewhere else, please change it.";
const EMPTY: SafetyFormView = { whereabouts: null, alsoShown: "", whereaboutsState: "" };

/** Describes the form for this appointment's client; empty for anyone else. */
export async function describeSafetyForm(
  services: Services,
  actor: Person,
  appointment: Appointment,
  isJustSaved: boolean,
): Promise<SafetyFormView> {
  if (partyOf(appointment, actor.id) !== "client") return EMPTY;
  const [said, contacts, kept] = await Promise.all([
    findWhereabouts(services, actor, appointment),
    findContacts(services, appointment.clientId),
    findEmergencyContact(services, appointment.clientId),
  ]);
  const alsoShown = Object.values(contacts)
    .filter((words) => words !== "")
    .join("; ");
  const home = kept?.homeAddress ? { place: kept.homeAddress, contact: "" } : null;
  return {
    whereabouts: said ?? home,
    alsoShown,
    whereaboutsState: said || isJustSaved ? SAVED : home ? FROM_DETAILS : "",
  };
}
