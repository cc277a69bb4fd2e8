import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { TooMany } from "../platform/errors.js";
import { RESET_MAILS_AN_HOUR } from "./account-rules.js";

const MINUTES = 60;

const limit = (points: number, minutes: number): RateLimiterMemory =>
  new RateLimiterMemory({ points, duration: minutes * MINUTES });

/** Counts what people who are not signed in may try so often and no more. Each site counts for itself. */
export class Tries {
  readonly #signInsToOneAccount = limit(10, 15);
  readonly #signInsFromOneAddress = limit(60, 15);
  readonly #registrations = limit(30, 60);
  readonly #proofMailsToOneAddress = limit(5, 60);
  readonly #proofMailsOfOneAccount = limit(5, 60);
  readonly #resetRequests = limit(60, 60);
  readonly #resetMails = limit(RESET_MAILS_AN_HOUR, 60);

  /**
   * Counts a try to sign in. Throws TooMany after ten at one account from one address, or sixty from one address, in a quarter
   * of an hour; the first time, `onSlowed` is told before. `forget` takes the count back for someone who got in.
   */
  async countSignIn(
    email: string,
    address: string,
    onSlowed: () => Promise<void>,
  ): Promise<{ forget(): Promise<void> }> {
    const key = `${address} ${email}`;
    await count(this.#signInsFromOneAddress, address, "15 minutes", onSlowed);
    await count(this.#signInsToOneAccount, key, "15 minutes", onSlowed);
    return {
      forget: async () => {
        await Promise.all([this.#signInsToOneAccount.delete(key), this.#signInsFromOneAddress.reward(address)]);
      },
    };
  }

  /** Takes back the tries to sign in to an account from this address, for someone who has just proven that it is theirs. */
  async forgetSignIns(email: string, address: string): Promise<void> {
    await this.#signInsToOneAccount.delete(`${address} ${email}`);
  }

  /** Counts a request for a link to choose a new password. Throws TooMany after sixty from one address in an hour. */
  countResetRequest(address: string): Promise<void> {
    return count(this.#resetRequests, address, "an hour");
  }

  /** Whether another such link may be mailed to an account: at most three in an hour, so that nobody floods its owner. */
  async mayMailResetLink(email: string): Promise<boolean> {
    return this.#resetMails.consume(email).then(
      () => true,
      () => false,
    );
  }

  /** Counts a registration. Throws TooMany after thirty from one address in an hour. */
  countRegistration(address: string): Promise<void> {
    return count(this.#registrations, address, "an hour");
  }

  /**
   * Counts a mail that asks to confirm this e-mail address, for an account if it exists already. Each mail has a code with tries
   * of its own, so this also limits guesses. Throws TooMany after five for one account, or to one address, in an hour.
   */
  async countProofMail(email: string, accountId?: string): Promise<void> {
    if (accountId) await count(this.#proofMailsOfOneAccount, accountId, "an hour");
    await count(this.#proofMailsToOneAddress, email, "an hour");
  }
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
