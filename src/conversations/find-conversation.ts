import { authorize, type Person } from "../access/permissions.js";
import type { Appointment } from "../appointments/appointment-model.js";
import type { Services } from "../services.js";
import { openConversation } from "./open-conversation.js";
import { describeConversation, type ConversationView } from "./describe-conversation.js";

/** The conversation that belongs to an appointment, with its latest messages. Throws NotFound when it is not the actor's. */
export async function findConversation(
  services: Services,
  actor: Person,
  appointment: Pick<Appointment, "_id" | "clientId" | "counsellorId">,
): Promise<ConversationView> {
  const { clientId, counsellorId } = appointment;
  authorize(actor, "conversation.read", appointment);
  const conversation = await openConversation(clientId, counsellorId, services.clock.now());
  return describeConversation(services, actor, conversation, { appointmentId: String(appointment._id) });
}
