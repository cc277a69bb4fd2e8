import { randomBytes } from "node:crypto";
import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import { writeLetter } from "../letters/write-letter.js";
import {
  createOneTimeLink,
  findOneTimeLink,
  hasOpenLink,
  revokeOneTimeLink,
  spendOneTimeLink,
} from "../one-time-links/one-time-links.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict, InvalidInput } from "../platform/errors.js";
import { not, present } from "../platform/queries.js";
import type { Services } from "../services.js";
import { AccountModel, type Account } from "./account-model.js";
import { normalEmail } from "./account-rules.js";
import { askForProof } from "./ask-for-proof.js";
import { countProofMail, countSignIn } from "./count-tries.js";
import { hashPassword, passwordFits } from "./passwords.js";
import { EmailProofModel, proofId } from "./proof-model.js";
import { changedWords } from "./proof-words.js";
import { checkCode } from "./prove-email.js";

const CANNOT = "This e-mail address cannot be used here. Nothing was changed.";

export interface EmailChange {
  email: string;
  currentPassword: string;
  /** Where the request came from. */
  address: string;
}

/**
 * Sends a code and a link to the address that the actor wants from now on. Nothing changes before it is confirmed there. An
 * address that has an account gets a mail that says so instead; nothing else differs. Throws InvalidInput for a wrong password,
 * and TooMany.
 */
export async function askToChangeEmail(services: Services, actor: Person, wanted: EmailChange): Promise<void> {
  authorize(actor, "account.manage", {});
  const account = await AccountModel.findById(actor.id).orFail().lean();
  const tries = await countSignIn(account.email, wanted.address, () =>
    recordEvent(services, null, "signIn.slowed", { accountId: account._id }),
  );
  if (!(await passwordFits(wanted.currentPassword, account.passwordHash)))
    throw new InvalidInput({ currentPassword: "The current password is not right." });
  await tries.forget();
  const email = normalEmail(wanted.email);
  if (email === account.email) throw new InvalidInput({ email: "This is your address already." });
  await countProofMail(email);
  await countProofMail(actor.id);
  await askForProof(services, account, email, "change");
}

/** Forgets an address that was never confirmed. */
export async function dropEmailChange(actor: Person): Promise<void> {
  await EmailProofModel.deleteOne({ _id: proofId("change", actor.id) });
  await revokeOneTimeLink("new-email", { accountId: actor.id });
}

/** Changes the address by the code that was sent to the new one. Throws InvalidInput for a wrong code; Conflict for a taken address. */
export async function confirmNewEmail(services: Services, actor: Person, digits: string): Promise<void> {
  await moveTo(services, actor.id, await checkCode(services, actor, "change", digits));
}

/** The same by the link, on whatever device. Throws Conflict also for a link that no longer works. */
export async function followNewEmailLink(services: Services, token: string): Promise<void> {
  const { accountId = "", address = "" } = await spendOneTimeLink(services, "new-email", token);
  await moveTo(services, accountId, address);
}

/** The address that this link confirms or restores, or null where it no longer works. */
export async function findAddressOf(
  services: Services,
  purpose: "new-email" | "email-back",
  token: string,
): Promise<string | null> {
  const link = await findOneTimeLink(services, purpose, token);
  return link.state === "open" ? (link.address ?? null) : null;
}

async function moveTo(services: Services, accountId: string, address: string): Promise<void> {
  const elsewhere = { _id: accountId, provenEmail: present, email: not(address) };
  const before = await AccountModel.findOneAndUpdate(elsewhere, {
    $set: { email: address, provenEmail: address, provenAt: services.clock.now() },
  })
    .lean()
    .catch(asConflict);
  await EmailProofModel.deleteOne({ _id: proofId("change", accountId) });
  await revokeOneTimeLink("new-email", { accountId });
  if (!before) return;
  await recordEvent(services, { id: accountId }, "email.changed", { accountId });
  await tellFormerAddress(services, before);
}

/** The earliest address within seven days keeps the only link, so that nobody can wash it out by changing again. */
async function tellFormerAddress(services: Services, { _id, name, email }: Account): Promise<void> {
  const bearer = { accountId: _id.toString(), address: email };
  const token = (await hasOpenLink(services, "email-back", bearer))
    ? null
    : (await createOneTimeLink(services, "email-back", bearer)).token;
  const words = changedWords(services.siteUrl, token);
  await writeLetter(services, { kind: "email-changed", to: { name, address: email }, personId: _id, words });
}

/**
 * Takes a change of the address back by the link that the former address got: ends every login session and makes the present
 * password useless. Returns the ended ones, and the path on which to choose a new password. Throws Conflict for a link that no
 * longer works, and when another account has the former address by now.
 */
export async function takeBackEmail(services: Services, token: string): Promise<{ ended: string[]; path: string }> {
  const { accountId = "", address = "" } = await spendOneTimeLink(services, "email-back", token);
  const passwordHash = await hashPassword(randomBytes(32).toString("base64url"));
  const restored = {
    $set: { email: address, provenEmail: address, provenAt: services.clock.now(), passwordHash, logins: [] },
  };
  const before = await AccountModel.findOneAndUpdate({ _id: accountId }, restored).lean().catch(asConflict);
  if (!before) throw new Conflict("This account is not there any more.");
  await EmailProofModel.deleteOne({ _id: proofId("change", accountId) });
  await revokeOneTimeLink("new-email", { accountId });
  await recordEvent(services, { id: accountId }, "email.takenBack", { accountId });
  const reset = await createOneTimeLink(services, "password", { accountId });
  return { ended: before.logins.map(({ id }) => id), path: `/reset-password/${reset.token}` };
}

function asConflict(error: unknown): never {
  throw isDuplicate(error) ? new Conflict(CANNOT) : error;
}
