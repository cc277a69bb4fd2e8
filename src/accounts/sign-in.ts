import mongoose from "mongoose";
import { randomBytes } from "node:crypto";
import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { AccountModel, type Account } from "./account-model.js";
import { normalEmail } from "./account-rules.js";
import { countSignIn } from "./count-tries.js";
import { passwordFits } from "./passwords.js";

const LOGINS_KEPT = 20;

export interface Credentials {
  email: string;
  password: string;
  /** What the browser calls itself, for the list of places where one is signed in. */
  device: string;
  /** Where the request came from. */
  address: string;
}

/**
 * Opens a login session for whoever has this e-mail address and password; null when they do not fit, without saying which,
 * and after the same time. Throws TooMany after ten tries at one account or sixty from one address in a quarter of an hour.
 */
export async function signIn(services: Services, credentials: Credentials): Promise<Person | null> {
  const email = normalEmail(credentials.email);
  const tries = await countSignIn(email, credentials.address);
  const account = await AccountModel.findOne({ email, suspendedAt: mongoose.trusted({ $exists: false }) }).lean();
  if (!(await passwordFits(credentials.password, account?.passwordHash)) || !account) return null;
  await tries.forget();
  return openLogin(account, credentials.device, services.clock.now());
}

/** Opens a login session for an account, beside its others; the oldest beyond twenty end. */
export async function openLogin(account: Account, device: string, now: Date): Promise<Person> {
  const login = { id: randomBytes(18).toString("base64url"), device, at: now };
  const push = { logins: { $each: [login], $slice: -LOGINS_KEPT } };
  await AccountModel.updateOne({ _id: account._id }, { $push: push });
  return toPerson(account, login.id);
}

/** An account as the person who acts. */
export function toPerson({ _id, role, name, zone }: Account, loginId: string): Person {
  return { id: String(_id), role, name, zone, loginId };
}
