import { recordEvent } from "../audit/record-event.js";
import { writeLetter } from "../letters/write-letter.js";
import { findOneTimeLink, spendOneTimeLink } from "../one-time-links/one-time-links.js";
import type { Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict, InvalidInput } from "../platform/errors.js";
import { absent } from "../platform/queries.js";
import type { Services } from "../services.js";
import { AccountModel, type Account } from "./account-model.js";
import { joinAdmins } from "./admin-roster.js";
import { ensureUnguessable } from "./ensure-unguessable.js";
import { isOwnPassword } from "./own-password.js";
import { hashPassword } from "./passwords.js";
import { openLogin } from "./sign-in.js";

interface Browser {
  device: string;
  address: string;
}

const NOT_OPEN = "This link no longer works.";

/** What a link to become an admin would do; null when it is not open. */
export type AdminOffer = { email: string; counsellorName: string | null } | null;

/** Looks at a link to become an admin without spending it. */
export async function findAdminOffer(services: Services, token: string): Promise<AdminOffer> {
  const link = await findOneTimeLink(services, "admin", token);
  if (link.state !== "open") return null;
  if (link.address) return { email: link.address, counsellorName: null };
  const account = await AccountModel.findById(link.accountId, { email: 1, name: 1 }).lean();
  return account && { email: account.email, counsellorName: account.name };
}

/**
 * Spends the link, creates an admin account and signs its owner in. Throws Conflict when the link is not open, or when its address
 * has an account by then.
 */
export async function registerAdmin(
  services: Services,
  token: string,
  { name, password, zone, device, address }: { name: string; password: string; zone: string } & Browser,
): Promise<Person> {
  const offer = await findAdminOffer(services, token);
  if (offer?.counsellorName !== null) throw new Conflict(NOT_OPEN);
  ensureUnguessable(services, password, { name, email: offer.email });
  const passwordHash = await hashPassword(password, address);
  const { address: email } = await spendOneTimeLink(services, "admin", token);
  const createdAt = services.clock.now();
  const account = await new AccountModel({
    email,
    provenEmail: email,
    passwordHash,
    role: "admin",
    name,
    zone,
    createdAt,
  })
    .save()
    .catch((error: unknown) => {
      if (!isDuplicate(error)) throw error;
      throw new Conflict("Someone has registered with this address in the meantime. Run make-admin again.");
    });
  await joinAdmins(account._id);
  await recordEvent(services, { id: String(account._id) }, "admin.added", { accountId: account._id });
  return openLogin(services, account.toObject(), device);
}

/**
 * Spends the link and gives a counsellor's account admin rights, once its owner has confirmed that with the password, because
 * someone else may hold the link. Signs them in. Throws InvalidInput for a wrong password, TooMany after as many tries as when
 * signing in, and Conflict when the link is not open.
 */
export async function confirmAdmin(
  services: Services,
  token: string,
  { password, device, address }: { password: string } & Browser,
): Promise<Person> {
  const account = await findCounsellorAccount(services, token);
  if (!(await isOwnPassword(services, account, { password, address }))) {
    throw new InvalidInput({ password: "The password is not right." });
  }
  await spendOneTimeLink(services, "admin", token);
  const given = await AccountModel.updateOne(
    { _id: account._id, role: "counsellor", suspendedAt: absent },
    { $set: { isAdmin: true } },
  );
  if (given.matchedCount === 0) throw new Conflict("This account has just been changed. Run make-admin again.");
  await joinAdmins(account._id);
  await recordEvent(services, { id: String(account._id) }, "admin.added", { accountId: account._id });
  await tellOwner(services, account);
  return openLogin(services, { ...account, isAdmin: true }, device);
}

async function findCounsellorAccount(services: Services, token: string): Promise<Account> {
  const link = await findOneTimeLink(services, "admin", token);
  const account = link.state === "open" && (await AccountModel.findById(link.accountId).lean());
  if (!account) throw new Conflict(NOT_OPEN);
  return account;
}

async function tellOwner(services: Services, { _id, name, email }: Account): Promise<void> {
  await writeLetter(services, {
    kind: "admin-added",
    to: { name, address: email },
    personId: _id,
    words: {
      subject: "Your account can now run the site",
      sentences: ["Your account now has admin rights too. Everything else stays the same."],
      closing: ["If you did not agree to this, please tell the people who run the site."],
    },
  });
}
