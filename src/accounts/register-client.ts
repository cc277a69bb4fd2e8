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
}

/** Makes a client's account and signs them in. Throws InvalidInput beside the e-mail address when it has an account already. */
export async function registerClient(services: Services, registration: Registration, device: string): Promise<Person> {
  const { name, email, password, zone } = registration;
  const passwordHash = await hashPassword(password);
  const createdAt = services.clock.now();
  const account = { email: normalEmail(email), passwordHash, role: "client" as const, name, zone, createdAt };
  try {
    const made = await new AccountModel(account).save();
    return await openLogin(made.toObject(), device, createdAt);
  } catch (error) {
    if (!isDuplicate(error, "email")) throw error;
    throw new InvalidInput({ email: "There is an account with this e-mail address. You can sign in instead." });
  }
}
