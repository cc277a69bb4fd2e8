import type { Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import { InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { AccountModel } from "./account-model.js";
import { normalEmail } from "./account-rules.js";
import { hashPassword } from "./passwords.js";
import { openLogin } from "./sign-in.js";

export interface Registration {
  name: string;
  email: string;
  password: string;
  zone: string;
  role: "client" | "counsellor";
}

/**
 * Makes an account and signs its owner in. A counsellor can write a profile from then on; nobody sees it before it has been
 * checked. Throws InvalidInput beside the e-mail address when it has an account already.
 */
export async function registerAccount(services: Services, registration: Registration, device: string): Promise<Person> {
  const { name, email, password, zone, role } = registration;
  const passwordHash = await hashPassword(password);
  const createdAt = services.clock.now();
  const account = { email: normalEmail(email), passwordHash, role, name, zone, createdAt, settingUp: { done: [] } };
  try {
    const made = await new AccountModel(account).save();
    return await openLogin(made.toObject(), device, createdAt);
  } catch (error) {
    if (!isDuplicate(error, "email")) throw error;
    throw new InvalidInput({ email: "There is already an account with this e-mail address. You can sign in instead." });
  }
}
