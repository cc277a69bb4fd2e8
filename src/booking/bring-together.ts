import type { Appointment } from "../appointments/appointment-model.js";
import { becomeClient } from "../clients/become-client.js";
import { openConversation } from "../conversations/open-conversation.js";
import { tellWriting } from "../conversations/tell-writing.js";
import type { Services } from "../services.js";

/** Makes the two people of a booked session client and counsellor, and opens their conversation. Idempotent. */
export async function bringTogether(services: Services, { clientId, counsellorId }: Appointment): Promise<void> {
  const now = services.clock.now();
  await becomeClient({ counsellorId, clientId }, now);
  const conversation = await openConversation(clientId, counsellorId, now);
  await tellWriting(services, conversation);
}
