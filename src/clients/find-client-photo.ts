import { authorize, type Owned, type Person } from "../access/permissions.js";
import { AccountModel, photoPlace } from "../accounts/account-model.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { ConversationModel } from "../conversations/conversation-model.js";
import { openFile } from "../files/open-file.js";
import { not } from "../platform/queries.js";
import type { Services } from "../services.js";

const SIZES = ["small", "large"] as const;

/**
 * A client's photo by its reference: for themselves, and for counsellors with whom they have an appointment or a conversation. Throws
 * NotFound for everybody else.
 */
export async function findClientPhoto(
  services: Services,
  actor: Person,
  { clientId, reference }: { clientId: string; reference: string },
): Promise<Buffer> {
  const [account, known] = await Promise.all([AccountModel.findById(clientId).lean(), findTie(actor, clientId)]);
  const size = SIZES.find((each) => account?.photo?.[each].reference === reference);
  authorize(actor, "photo.see", size && known);
  return openFile(services, account!.photo![size!], photoPlace(clientId, size!));
}

/** What ties the actor to this client, if anything does. */
async function findTie(actor: Person, clientId: string): Promise<Owned | null> {
  if (actor.role === "client") return { clientId };
  const pair = { clientId, counsellorId: actor.id };
  return (
    (await AppointmentModel.findOne({ ...pair, status: not("held") }).lean()) ?? ConversationModel.findOne(pair).lean()
  );
}
