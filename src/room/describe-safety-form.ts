import type { Person } from "../access/permissions.js";
import type { Appointment } from "../appointments/appointment-model.js";
import { partyOf } from "../appointments/appointment-rules.js";
import type { Whereabouts } from "../protocol/messages.js";
import type { Services } from "../services.js";
import { findContacts } from "./find-safety-details.js";
import { findWhereabouts } from "./find-whereabouts.js";

/** What a client sees on the form about where they are: what they last said, and what their details add to it. */
export interface SafetyFormView {
  whereabouts: Whereabouts | null;
  /** Empty where their details add nothing. */
  alsoShown: string;
  whereaboutsState: string;
}

const EMPTY: SafetyFormView = { whereabouts: null, alsoShown: "", whereaboutsState: "" };

/** Describes the form for this appointment's client; empty for anybody else. */
export async function describeSafetyForm(
  services: Services,
  actor: Person,
  appointment: Appointment,
  isJustSaved: boolean,
): Promise<SafetyFormView> {
  if (partyOf(appointment, actor.id) !== "client") return EMPTY;
  const [whereabouts, contacts] = await Promise.all([
    findWhereabouts(services, actor, appointment),
    findContacts(services, appointment.clientId),
  ]);
  const alsoShown = Object.values(contacts)
    .filter((said) => said !== "")
    .join("; ");
  return { whereabouts, alsoShown, whereaboutsState: stateOf(whereabouts !== null, isJustSaved) };
}

function stateOf(isKnown: boolean, isJustSaved: boolean): string {
  if (isJustSaved) return "Saved. Your counsellor can see it now.";
  return isKnown ? "This is what you wrote last time. Please check that it is still right." : "";
}
