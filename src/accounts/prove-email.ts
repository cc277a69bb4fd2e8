import type { Person } from "../access/permissions.js";
import { revokeOneTimeLink } from "../one-time-links/one-time-links.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict, InvalidInput } from "../platform/errors.js";
import { absent, after, present } from "../platform/queries.js";
import type { Services } from "../services.js";
import { AccountModel } from "./account-model.js";
import { spendOwnAddressLink } from "./own-address-links.js";
import { isCodeOf } from "./proof-codes.js";
import { EmailProofModel, proofId, proofPlace } from "./proof-model.js";
import type { ProofPurpose } from "./proof-rules.js";

const OUT_OF_DATE = "This code no longer works. Please ask for a new one.";
const TAKEN =
  "This e-mail address cannot be confirmed here. If it belongs to another account of yours, sign in to that one.";

/**
 * Confirms the actor's address with the code that was sent there. Returns the ids of their login sessions, whose open pages do
 * not know it yet. Throws InvalidInput for a wrong code and after five tries or 15 minutes; Conflict when another account has
 * confirmed the address first.
 */
export async function enterCode(services: Services, actor: Person, digits: string): Promise<string[]> {
  return confirmRegistration(services, actor.id, await checkCode(services, actor, "register", digits));
}

/** The address that this code confirms; each call uses up a try. Throws InvalidInput unless the code is right and in time. */
export async function checkCode(
  services: Services,
  { id }: Person,
  purpose: ProofPurpose,
  digits: string,
): Promise<string> {
  const { clock, secrets } = services;
  const open = { _id: proofId(purpose, id), triesLeft: after(0), expiresAt: after(clock.now()) };
  const tried = { $inc: { triesLeft: -1 } };
  const proof = await EmailProofModel.findOneAndUpdate(open, tried, { returnDocument: "after" }).lean();
  if (!proof) throw new InvalidInput({ code: OUT_OF_DATE });
  if (isCodeOf(secrets, proof, digits)) return secrets.open(proof.address, proofPlace(proof._id)).toString();
  throw new InvalidInput({ code: proof.triesLeft > 0 ? wrongCode(proof.triesLeft) : OUT_OF_DATE });
}

/** Confirms the actor's address by the link of the mail. Throws Conflict for a link that does not work, or is for another account. */
export async function followProofLink(services: Services, actor: Person, token: string): Promise<string[]> {
  return confirmRegistration(services, actor.id, await spendOwnAddressLink(services, actor, "email", token));
}

/**
 * Confirms the address of an account whose owner is known to read its mail. Returns the ids of their login sessions. Throws Conflict
 * when another account has confirmed the address first, or this one has changed its address.
 */
export async function confirmRegistration({ clock }: Services, accountId: string, address: string): Promise<string[]> {
  const waiting = { _id: accountId, email: address, unprovenSince: present, removedAt: absent };
  const proven = { $set: { provenEmail: address, provenAt: clock.now() }, $unset: { unprovenSince: 1 } };
  const account = await AccountModel.findOneAndUpdate(waiting, proven)
    .lean()
    .catch((error: unknown) => {
      throw isDuplicate(error) ? new Conflict(TAKEN) : error;
    });
  if (!account && !(await AccountModel.exists({ _id: accountId, provenEmail: address })))
    throw new Conflict("Your e-mail address has been changed since. Please use the newest code or link.");
  await EmailProofModel.deleteOne({ _id: proofId("register", accountId) });
  await revokeOneTimeLink("email", { accountId, address });
  return account?.logins.map(({ id }) => id) ?? [];
}

function wrongCode(left: number): string {
  return `That is not the code. You can try ${left === 1 ? "once more" : `${left} more times`}.`;
}
