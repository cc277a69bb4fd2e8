import { authorize, type Person } from "../access/permissions.js";
import type { Appointment } from "../appointments/appointment-model.js";
import type { Services } from "../services.js";
import { ConversationModel } from "./conversation-model.js";
import { describeConversation, type ConversationView } from "./describe-conversation.js";

/**
 * The conversation that belongs to an appointment, with its latest messages; null until the appointment is booked. Throws NotFound
 * when it is not the actor's.
 */
export async function findConversation(
  services: Services,
  actor: Person,
  appointment: Pick<Appointment, "_id" | "clientId" | "counsellorId">,
): Promise<ConversationView | null> {
  authorize(actor, "conversation.read", appointment);
  const { clientId, counsellorId } = appointment;
  const conversation = await ConversationModel.findOne({ clientId, counsellorId }).lean();
  return (
    conversation && describeConversation(services, actor, conversation, { appointmentId: String(appointment._id) })
  );
}
