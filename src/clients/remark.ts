import mongoose from "mongoose";
import { authorize, type Person } from "../access/permissions.js";
import { Conflict } from "../platform/errors.js";
import { absent } from "../platform/queries.js";
import type { Services } from "../services.js";
import { ClientModel, remarkPlace, type Client } from "./client-model.js";

/** What a counsellor remarks on a client, for themselves alone. */
export interface Remark {
  /** Empty where there is none. */
  text: string;
  /** "" before the first. */
  version: string;
}

/** The actor's remark on a client of their own. Throws NotFound for everyone else's. */
export async function findRemark(
  { secrets }: Pick<Services, "secrets">,
  actor: Person,
  clientId: string,
): Promise<Remark> {
  const client = await ClientModel.findOne({ counsellorId: actor.id, clientId }).lean();
  authorize(actor, "client.remark", client);
  return openRemark({ secrets }, client);
}

/** The remark in the record of a client of the reader's own. */
export function openRemark({ secrets }: Pick<Services, "secrets">, client: Client): Remark {
  const text = client.remark ? secrets.open(client.remark, remarkPlace(client)).toString() : "";
  return { text, version: client.remarkVersion ?? "" };
}

/** Replaces the actor's remark, as edited from `version`; an empty text erases it. Throws Conflict when it has changed since. */
export async function saveRemark(
  { secrets }: Pick<Services, "secrets">,
  actor: Person,
  { clientId, text, version }: Remark & { clientId: string },
): Promise<void> {
  const client = await ClientModel.findOne({ counsellorId: actor.id, clientId }, { counsellorId: 1 }).lean();
  authorize(actor, "client.remark", client);
  const edited = { _id: client._id, remarkVersion: version === "" ? absent : version };
  const remarkVersion = new mongoose.Types.ObjectId().toString();
  const { matchedCount } = await ClientModel.updateOne(
    edited,
    text === ""
      ? { $set: { remarkVersion }, $unset: { remark: 1 } }
      : { $set: { remarkVersion, remark: secrets.seal(text, remarkPlace(client)) } },
  );
  if (matchedCount === 0) {
    throw new Conflict("You changed this remark in another window after opening this page. Nothing was overwritten.");
  }
}
