import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { TooMany } from "../platform/errors.js";

const MINUTES = 60;

const signInsToOneAccount = new RateLimiterMemory({ keyPrefix: "account", points: 10, duration: 15 * MINUTES });
const signInsFromOneAddress = new RateLimiterMemory({ keyPrefix: "address", points: 60, duration: 15 * MINUTES });
const registrations = new RateLimiterMemory({ keyPrefix: "register", points: 30, duration: 60 * MINUTES });
const proofMails = new RateLimiterMemory({ keyPrefix: "proof", points: 5, duration: 60 * MINUTES });
const proofMailsOfAccount = new RateLimiterMemory({ keyPrefix: "proofOf", points: 5, duration: 60 * MINUTES });

/** How many links to choose a new password go to one account. */
export const RESET_MAILS_AN_HOUR = 3;
const resetRequests = new RateLimiterMemory({ keyPrefix: "reset", points: 60, duration: 60 * MINUTES });
const resetMails = new RateLimiterMemory({
  keyPrefix: "resetMail",
  points: RESET_MAILS_AN_HOUR,
  duration: 60 * MINUTES,
});

/**
 * Counts a try to sign in. Throws TooMany after ten at one account from one address, or sixty from one address, in a quarter
 * of an hour; the first time, `onSlowed` is told before. `forget` takes the count back for someone who got in.
 */
export async function countSignIn(
  email: string,
  address: string,
  onSlowed: () => Promise<void>,
): Promise<{ forget(): Promise<void> }> {
  const key = `${address} ${email}`;
  await count(signInsFromOneAddress, address, "15 minutes", onSlowed);
  await count(signInsToOneAccount, key, "15 minutes", onSlowed);
  return {
    async forget() {
      await Promise.all([signInsToOneAccount.delete(key), signInsFromOneAddress.reward(address)]);
    },
  };
}

/** Takes back the tries to sign in to an account from this address, for someone who has just proven that it is theirs. */
export async function forgetSignIns(email: string, address: string): Promise<void> {
  await signInsToOneAccount.delete(`${address} ${email}`);
}

/** Counts a request for a link to choose a new password. Throws TooMany after sixty from one address in an hour. */
export function countResetRequest(address: string): Promise<void> {
  return count(resetRequests, address, "an hour");
}

/** Whether another such link may be mailed to an account: at most three in an hour, so that nobody floods its owner. */
export async function mayMailResetLink(email: string): Promise<boolean> {
  return resetMails.consume(email).then(
    () => true,
    () => false,
  );
}

/** Counts a registration. Throws TooMany after thirty from one address in an hour. */
export function countRegistration(address: string): Promise<void> {
  return count(registrations, address, "an hour");
}

/**
 * Counts a mail that asks to confirm this e-mail address, for an account if it exists already. Each mail has a code with tries of
 * its own, so this also limits guesses. Throws TooMany after five for one account, or to one address, in an hour.
 */
export async function countProofMail(email: string, accountId?: string): Promise<void> {
  if (accountId) await count(proofMailsOfAccount, accountId, "an hour");
  await count(proofMails, email, "an hour");
}

async function count(
  limiter: RateLimiterMemory,
  key: string,
  wait: string,
  onSlowed?: () => Promise<void>,
): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (error instanceof RateLimiterRes && error.consumedPoints === limiter.points + 1) await onSlowed?.();
    throw new TooMany(`Too many attempts. Please wait ${wait} and try again.`);
  }
}
