import type { Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { AccountModel, type Account } from "./account-model.js";
import { normalEmail } from "./account-rules.js";
import { askForProof } from "./ask-for-proof.js";
import { ensureUnguessable } from "./ensure-unguessable.js";
import { hashPassword } from "./passwords.js";
import { openLogin } from "./sign-in.js";

const HAS_ACCOUNT = "You already have an account with this e-mail address. Please sign in to it.";

export interface Registration {
  name: string;
  email: string;
  password: string;
  zone: string;
  role: "client" | "counsellor";
  device: string;
  /** The IP address that it comes from. */
  address: string;
  /** An e-mail address that its owner has proven already, by a link that was sent there. */
  provenEmail?: string;
}

/**
 * * Makes an account whose e-mail address waits to be confirmed, sends the mail for that, and signs its owner in. The same happens
 * when the address already has an account; only the mail differs. An address that is already proven is confirmed immediately; Conflict
 * then says that it has an account.
 */
export async function registerAccount(services: Services, registration: Registration): Promise<Person> {
  const { password, device, address } = registration;
  const email = normalEmail(registration.email);
  const isProven = email === registration.provenEmail;
  ensureUnguessable(services, password, { name: registration.name, email });
  if (!isProven) await services.tries.countProofMail(email);
  const passwordHash = await hashPassword(password, address);
  const now = services.clock.now();
  const account = await makeAccount(registration, {
    email,
    passwordHash,
    createdAt: now,
    ...(isProven ? { provenAt: now } : { unprovenSince: now }),
  });
  if (!isProven) await askForProof(services, account, email);
  return openLogin(services, account, device);
}

async function makeAccount({ name, zone, role }: Registration, rest: Partial<Account>): Promise<Account> {
  try {
    const made = await new AccountModel({ name, zone, role, ...rest, settingUp: { done: [] } }).save();
    return made.toObject();
  } catch (error) {
    throw isDuplicate(error) ? new Conflict(HAS_ACCOUNT) : error;
  }
}
