import { authorize, type Person } from "../access/permissions.js";
import { AccountModel, type Account } from "../accounts/account-model.js";
import { photoOf } from "../accounts/find-own-details.js";
import { formerName } from "../accounts/names-of.js";
import { askTogether, type Asked } from "../platform/ask-together.js";
import { ClientModel, type Client } from "./client-model.js";

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

/** A client of the actor's own, by the id of their account. Throws NotFound for everyone else's. */
export async function findOwnClient(actor: Person, clientId: string): Promise<OwnClient> {
  return ownClientFrom(actor, await askTogether(ownClientQuestions(actor, clientId)));
}

interface Found {
  client: Client | null;
  account: Pick<Account, "_id" | "name" | "pronouns" | "photo"> | null;
}

/** What has to be asked to find a client of the actor's own, for `ownClientFrom`. */
export function ownClientQuestions(
  actor: Person,
  clientId: string,
): { client: Asked<Found["client"]>; account: Asked<Found["account"]> } {
  return {
    client: ClientModel.findOne({ counsellorId: actor.id, clientId }).lean(),
    account: AccountModel.findById(clientId, { name: 1, pronouns: 1, photo: 1 }).lean(),
  };
}

/** The client that was found. Throws NotFound for everyone else's. */
export function ownClientFrom(actor: Person, { client, account }: Found): OwnClient {
  authorize(actor, "client.see", client);
  return {
    id: String(client.clientId),
    name: account?.name ?? formerName("client"),
    hasLeft: account === null,
    pronouns: account?.pronouns ?? "",
    photo: (account && photoOf(account)) ?? null,
    firstSeenAt: client.firstSeenAt,
  };
}
