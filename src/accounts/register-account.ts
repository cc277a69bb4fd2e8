import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { AccountModel } from "./account-model.js";
import { normalEmail } from "./account-rules.js";
import { askForProof } from "./ask-for-proof.js";
import { ensureUnguessable } from "./ensure-unguessable.js";
import { hashPassword } from "./passwords.js";
import { openLogin } from "./sign-in.js";

export interface Registration {
  name: string;
  email: string;
  password: string;
  zone: string;
  role: "client" | "counsellor";
  device: string;
  /** The IP address that it comes from. */
  address: string;
}

/**
 * Makes an account whose e-mail address waits to be confirmed, sends the mail for that, and signs its owner in. All the same
 * happens when the address has an account already, but for what the mail says.
 */
export async function registerAccount(services: Services, registration: Registration): Promise<Person> {
  const { name, email, password, zone, role, device, address } = registration;
  ensureUnguessable(services, password, { name, email });
  await services.tries.countProofMail(normalEmail(email));
  const passwordHash = await hashPassword(password, address);
  const now = services.clock.now();
  const made = await new AccountModel({
    email: normalEmail(email),
    passwordHash,
    role,
    name,
    zone,
    createdAt: now,
    unprovenSince: now,
    settingUp: { done: [] },
  }).save();
  const account = made.toObject();
  await askForProof(services, account, account.email);
  return openLogin(services, account, device);
}
