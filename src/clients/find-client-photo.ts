import { authorize, type Owned, type Person } from "../access/permissions.js";
import { AccountModel, photoPlace } from "../accounts/account-model.js";
import { openFile } from "../files/open-file.js";
import type { Services } from "../services.js";
import { ClientModel } from "./client-model.js";

const SIZES = ["small", "large"] as const;

/** A client's photo by its reference: for themselves, and for their counsellors. Throws NotFound for everyone else. */
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
  return ClientModel.findOne({ counsellorId: actor.id, clientId }, { remark: 0 }).lean();
}
