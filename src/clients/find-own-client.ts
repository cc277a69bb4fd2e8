import { authorize, type Person } from "../access/permissions.js";
import { AccountModel } from "../accounts/account-model.js";
import { photoOf } from "../accounts/find-own-details.js";
import { formerName } from "../accounts/names-of.js";
import { ClientModel } from "./client-model.js";

/** A counsellor's client, by what every page about them shows. */
export interface OwnClient {
  /** The id of their account, which may be gone. */
  id: string;
  /** "Former client" once their account is gone. */
  name: string;
  hasLeft: boolean;
  /** Empty where they say none. */
  pronouns: string;
  /** The addresses of their photo below /photos/, by size. */
  photo: { small: string; large: string } | null;
  firstSeenAt: Date;
}

/** A client of the actor's own, by the id of their account. Throws NotFound for everybody else's. */
export async function findOwnClient(actor: Person, clientId: string): Promise<OwnClient> {
  const [client, account] = await Promise.all([
    ClientModel.findOne({ counsellorId: actor.id, clientId }, { remark: 0 }).lean(),
    AccountModel.findById(clientId, { name: 1, pronouns: 1, photo: 1 }).lean(),
  ]);
  authorize(actor, "client.see", client);
  return {
    id: clientId,
    name: account?.name ?? formerName("client"),
    hasLeft: account === null,
    pronouns: account?.pronouns ?? "",
    photo: (account && photoOf(account)) ?? null,
    firstSeenAt: client.firstSeenAt,
  };
}
