import type { Services } from "../services.js";
import type { Account } from "./account-model.js";
import { passwordFits } from "./passwords.js";
import { tellSlowed } from "./tell-slowed.js";

/**
 * Whether this is the password of an account whose owner is signed in. Throws TooMany after as many tries as when signing in, and
 * Busy when too many wait already.
 */
export async function isOwnPassword(
  services: Services,
  account: Account,
  { password, address }: { password: string; address: string },
): Promise<boolean> {
  const tries = await services.tries.countSignIn({ email: account.email, address, isKnown: true }, () =>
    tellSlowed(services, account),
  );
  const fits = await passwordFits(password, account.passwordHash, address);
  if (fits) await tries.forget();
  return fits;
}
