import { AccountModel } from "../accounts/account-model.js";
import { EmergencyContactModel } from "../accounts/emergency-contact-model.js";
import { openContact } from "../accounts/emergency-contact.js";
import { contactWords } from "../accounts/emergency-contact-rules.js";
import { openPhone } from "../accounts/find-own-details.js";
import { can, type Person } from "../access/permissions.js";
import type { Appointment } from "../appointments/appointment-model.js";
import { isRoomOpen } from "../appointments/appointment-rules.js";
import { askTogether } from "../platform/ask-together.js";
import type { SafetyDetails } from "../protocol/messages.js";
import type { Services } from "../services.js";
import { findWhereabouts } from "./find-whereabouts.js";

/**
 * Finds what this appointment's counsellor sees for their client's safety while its room is open: the whereabouts, and how to reach
 * the client and their emergency contact. Null for anyone else, and when the client has given nothing.
 */
export async function findSafetyDetails(
  services: Services,
  actor: Person,
  appointment: Appointment,
): Promise<SafetyDetails | null> {
  if (!can(actor, "whereabouts.see", appointment) || !isRoomOpen(appointment, services.clock.now())) return null;
  const [whereabouts, contacts] = await Promise.all([
    findWhereabouts(services, actor, appointment),
    findContacts(services, appointment.clientId),
  ]);
  const details = { place: "", contact: "", ...whereabouts, ...contacts };
  return Object.values(details).some((said) => said !== "") ? details : null;
}

/** How to reach a client, and their emergency contact; empty if not given. */
export async function findContacts(
  services: Services,
  clientId: Appointment["clientId"],
): Promise<Pick<SafetyDetails, "phone" | "emergencyContact">> {
  const { account, stored } = await askTogether({
    account: AccountModel.findById(clientId, { phone: 1 }).lean(),
    stored: EmergencyContactModel.findById(clientId).lean(),
  });
  const contact = openContact(services, stored);
  return {
    phone: account ? openPhone(services, account) : "",
    emergencyContact: contact ? contactWords(contact) : "",
  };
}
