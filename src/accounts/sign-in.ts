import { randomBytes } from "node:crypto";
import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { Conflict } from "../platform/errors.js";
import { SECURITY } from "../platform/log.js";
import { absent, present } from "../platform/queries.js";
import { zoneNamed } from "../web/zone-rules.js";
import { AccountModel, type Account, type Login } from "./account-model.js";
import { amongFew } from "./at-once.js";
import { normalEmail } from "./account-rules.js";
import { passwordFits } from "./passwords.js";
import { tellSlowed } from "./tell-slowed.js";

const LOGINS_KEPT = 20;
const SUSPENDED =
  "This account is suspended, so you cannot sign in. Nothing is lost. Please write to the people who run this site: they can tell you why and lift the suspension.";

export interface Credentials {
  email: string;
  password: string;
  /** What the browser calls itself, for the list of signed-in devices. */
  device: string;
  /** Where the request came from. */
  address: string;
  /** The account that last signed in with this browser, where it still knows. */
  knownAs: string | null;
}

/**
 * Signs in with an e-mail address and a password. Returns null when either is wrong, without saying which and after the same
 * time. Throws TooMany as `countSignIn`, Busy when too many wait already, and Conflict when the password is right but the
 * account is suspended.
 */
export function signIn(services: Services, credentials: Credentials): Promise<Person | null> {
  return amongFew(credentials.address, () => trySignIn(services, credentials));
}

async function trySignIn(services: Services, credentials: Credentials): Promise<Person | null> {
  const email = normalEmail(credentials.email);
  const { password, address, knownAs } = credentials;
  const candidates = await findCandidates(email);
  const isKnown = candidates.some((candidate) => String(candidate?._id) === knownAs);
  const tries = await services.tries.countSignIn({ email, address, isKnown }, () =>
    tellSlowed(services, candidates[0]),
  );
  const account = await findByPassword(candidates, password, address);
  if (!account) {
    services.log.info({ event: "signIn.failed" }, SECURITY);
    return null;
  }
  await tries.forget();
  const person = await openLogin(services, account, credentials.device);
  services.log.info({ event: "signIn.succeeded", account: person.id }, SECURITY);
  return person;
}

type Candidates = [proven: Account | null, newest: Account | null];

/** The account with a confirmed address, and the newest that waits for it. */
function findCandidates(email: string): Promise<Candidates> {
  return Promise.all([
    AccountModel.findOne({ provenEmail: email }).lean(),
    AccountModel.findOne({ email, unprovenSince: present }).sort({ createdAt: -1 }).lean(),
  ]);
}

/** Both passwords are checked, so that neither tells by time. */
async function findByPassword(
  [proven, newest]: Candidates,
  password: string,
  address: string,
): Promise<Account | null> {
  const fits = [
    await passwordFits(password, proven?.passwordHash, address),
    await passwordFits(password, newest?.passwordHash, address),
  ] as const;
  return (fits[0] && proven) || (fits[1] && newest) || null;
}

/**
 * Opens a login session for an account, beside its others; the oldest beyond twenty end. Throws Conflict when it is suspended, or
 * got another password since it was read.
 */
export async function openLogin(services: Services, account: Account, device: string): Promise<Person> {
  if (account.suspendedAt) throw new Conflict(SUSPENDED);
  const login = newLogin(device, services.clock.now());
  const push = { logins: { $each: [login], $slice: -LOGINS_KEPT } };
  const { _id, passwordHash } = account;
  const unchanged = { _id, passwordHash, suspendedAt: absent };
  const before = await AccountModel.findOneAndUpdate(unchanged, { $push: push }).lean();
  if (!before) throw new Conflict("Your account has just been changed. Please try again.");
  const ended = before.logins.slice(0, Math.max(0, before.logins.length + 1 - LOGINS_KEPT));
  if (ended.length > 0)
    services.loginsEnded(
      ended.map(({ id }) => id),
      "signedOut",
    );
  return toPerson(account, login.id);
}

/** A login session that begins now. */
export function newLogin(device: string, now: Date): Login {
  return { id: randomBytes(18).toString("base64url"), device, at: now };
}

/** An account as the person who acts. */
export function toPerson(account: Account, loginId: string): Person {
  const { _id, role, name, zone, country, accepted, settingUp, unprovenSince } = account;
  const isAdmin = role === "admin" || account.isAdmin === true;
  const known = {
    ...(country && { country }),
    ...(accepted && { accepted }),
    isSettingUp: settingUp !== undefined,
    isUnproven: unprovenSince !== undefined,
  };
  return { id: String(_id), role, isAdmin, name, zone: zoneNamed(zone) ?? zone, ...known, loginId };
}
