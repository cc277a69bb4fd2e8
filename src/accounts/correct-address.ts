import type { Person } from "../access/permissions.js";
import { Conflict } from "../platform/errors.js";
import { present } from "../platform/queries.js";
import type { Services } from "../services.js";
import { AccountModel } from "./account-model.js";
import { normalEmail } from "./account-rules.js";
import { askForProof } from "./ask-for-proof.js";

const CONFIRMED = "Your e-mail address is already confirmed.";

/** Sends the mail for the actor's address once more, with a new code. Throws as `countProofMail`, and Conflict once confirmed. */
export async function sendProofAgain(services: Services, actor: Person): Promise<void> {
  const account = await AccountModel.findOne({ _id: actor.id, unprovenSince: present }).lean();
  if (!account) throw new Conflict(CONFIRMED);
  await services.tries.countProofMail(account.email, actor.id);
  await askForProof(services, account, account.email);
}

/** Corrects an address that is not confirmed yet, and sends the mail there. Throws as `sendProofAgain`. */
export async function correctAddress(services: Services, actor: Person, entered: string): Promise<void> {
  const email = normalEmail(entered);
  await services.tries.countProofMail(email, actor.id);
  const waiting = { _id: actor.id, unprovenSince: present };
  const account = await AccountModel.findOneAndUpdate(waiting, { $set: { email } }).lean();
  if (!account) throw new Conflict(CONFIRMED);
  await askForProof(services, account, email);
}
