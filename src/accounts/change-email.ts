import { randomBytes } from "node:crypto";
import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import { writeLetter } from "../letters/write-letter.js";
import {
  createOneTimeLink,
  findOneTimeLink,
  revokeOneTimeLink,
  spendOneTimeLink,
} from "../one-time-links/one-time-links.js";
import { LINK_MINUTES } from "../one-time-links/link-rules.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict, InvalidInput } from "../platform/errors.js";
import { after } from "../platform/queries.js";
import { addMinutes } from "../platform/minutes-rules.js";
import type { Services } from "../services.js";
import { AccountModel, type Account } from "./account-model.js";
import { normalEmail } from "./account-rules.js";
import { askForProof } from "./ask-for-proof.js";
import { isOwnPassword } from "./own-password.js";
import { hashPassword } from "./passwords.js";
import { spendOwnAddressLink } from "./own-address-links.js";
import { EmailProofModel, proofId, proofPlace } from "./proof-model.js";
import { changedWords } from "./proof-words.js";
import { checkCode } from "./prove-email.js";

const CANNOT = "This e-mail address cannot be used here. Nothing was changed.";
const OUT_OF_DATE = "This no longer works: it has been used, has expired, or your account has changed since.";
const UNPROVEN = "Please confirm your current address first. You can correct it on the same page.";

export interface EmailChange {
  email: string;
  currentPassword: string;
  /** Where the request came from. */
  address: string;
}

/**
 * Sends a code and a link to the address that the actor wants from now on. Nothing changes before it is confirmed there. An
 * address that has an account gets a mail that says so instead; nothing else differs. Throws InvalidInput for a wrong password,
 * TooMany, and Conflict while the present address is not confirmed.
 */
export async function askToChangeEmail(services: Services, actor: Person, wanted: EmailChange): Promise<void> {
  authorize(actor, "account.manage", {});
  const account = await AccountModel.findById(actor.id).orFail().lean();
  if (!account.provenEmail) throw new Conflict(UNPROVEN);
  const { currentPassword: password, address } = wanted;
  if (!(await isOwnPassword(services, account, { password, address })))
    throw new InvalidInput({ currentPassword: "The current password is not right." });
  const email = normalEmail(wanted.email);
  if (email === account.email) throw new InvalidInput({ email: "This is already your address." });
  await services.tries.countProofMail(email, actor.id);
  await askForProof(services, account, email, "change");
}

/** Forgets an address that was never confirmed. */
export async function dropEmailChange({ id }: Pick<Person, "id">): Promise<void> {
  await EmailProofModel.deleteOne({ _id: proofId("change", id) });
  await revokeOneTimeLink("new-email", { accountId: id });
}

/** Changes the address by the code that was sent to the new one. Throws InvalidInput for a wrong code; Conflict for a taken address. */
export async function confirmNewEmail(services: Services, actor: Person, digits: string): Promise<void> {
  await moveTo(services, actor.id, await checkCode(services, actor, "change", digits));
}

/** The same by the link of that mail. Throws Conflict also for a link that does not work, or is for another account. */
export async function followNewEmailLink(services: Services, actor: Person, token: string): Promise<void> {
  await moveTo(services, actor.id, await spendOwnAddressLink(services, actor, "new-email", token));
}

/** The address that the link of a former address restores, or null where it does not work. */
export async function findFormerAddress(services: Services, token: string): Promise<string | null> {
  const link = await findOneTimeLink(services, "email-back", token);
  return link.state === "open" ? (link.address ?? null) : null;
}

/** Does nothing when the account has the address already: of two clicks, the second finds it changed. */
async function moveTo(services: Services, accountId: string, address: string): Promise<void> {
  const account = await AccountModel.findById(accountId).lean();
  if (account?.provenEmail === address) return;
  if (!account || (await addressReplacedBy(services, accountId, address)) !== account.provenEmail) throw outOfDate();
  const now = services.clock.now();
  const isFirst = !account.emailBackUntil || account.emailBackUntil <= now;
  const $set = {
    email: address,
    provenEmail: address,
    provenAt: now,
    ...(isFirst && { emailBackUntil: addMinutes(now, LINK_MINUTES["email-back"]) }),
  };
  const unchanged = { _id: accountId, provenEmail: account.provenEmail };
  const moved = await AccountModel.updateOne(unchanged, { $set }).catch(asConflict);
  if (moved.matchedCount === 0) throw outOfDate();
  await dropEmailChange({ id: accountId });
  await recordEvent(services, { id: accountId }, "email.changed", { accountId });
  await tellFormerAddress(services, account, isFirst);
}

/** Which address of the account this one is to replace, if its change still waits. */
async function addressReplacedBy({ secrets }: Services, accountId: string, address: string): Promise<string | null> {
  const proof = await EmailProofModel.findById(proofId("change", accountId)).lean();
  if (!proof?.replaces || secrets.open(proof.address, proofPlace(proof._id)).toString() !== address) return null;
  return secrets.open(proof.replaces, proofPlace(proof._id, "replaces")).toString();
}

/** The earliest address within seven days keeps the only link, so that nobody can wash it out by changing again. */
async function tellFormerAddress(services: Services, { _id, name, email }: Account, isFirst: boolean): Promise<void> {
  const bearer = { accountId: _id.toString(), address: email };
  const token = isFirst ? (await createOneTimeLink(services, "email-back", bearer)).token : null;
  const words = changedWords(services.siteUrl, token);
  await writeLetter(services, { kind: "email-changed", to: { name, address: email }, personId: _id, words });
}

/**
 * Undoes a change of the address by the link that the former address got: ends every login session and makes the present
 * password useless. Returns the ended ones, and the path on which to choose a new password. Throws Conflict for a link that no
 * longer works, and when another account has confirmed the former address since.
 */
export async function takeBackEmail(services: Services, token: string): Promise<{ ended: string[]; path: string }> {
  const link = await findOneTimeLink(services, "email-back", token);
  if (link.state !== "open" || !link.accountId || !link.address) throw outOfDate();
  const { accountId, address } = link;
  const before = await restore(services, accountId, address);
  await spendOneTimeLink(services, "email-back", token);
  await dropEmailChange({ id: accountId });
  await recordEvent(services, { id: accountId }, "email.takenBack", { accountId });
  const reset = await createOneTimeLink(services, "password", { accountId });
  return { ended: before.logins.map(({ id }) => id), path: `/reset-password/${reset.token}` };
}

/** In one write, before the link is spent: where the process ends between the two, its owner can still choose a new password by mail. */
async function restore({ clock }: Services, accountId: string, address: string): Promise<Account> {
  const now = clock.now();
  const passwordHash = await hashPassword(randomBytes(32).toString("base64url"), accountId);
  const restored = {
    $set: { email: address, provenEmail: address, provenAt: now, passwordHash, logins: [] },
    $unset: { emailBackUntil: 1 as const },
  };
  const changed = { _id: accountId, emailBackUntil: after(now) };
  const before = await AccountModel.findOneAndUpdate(changed, restored).lean().catch(asConflict);
  if (!before) throw outOfDate();
  return before;
}

const outOfDate = (): Conflict => new Conflict(OUT_OF_DATE);

function asConflict(error: unknown): never {
  throw isDuplicate(error) ? new Conflict(CANNOT) : error;
}
