import mongoose from "mongoose";
import { RateLimiterMongo, RateLimiterRes } from "rate-limiter-flexible";
import { TooMany } from "../platform/errors.js";
import { networkOf } from "../platform/network-rules.js";
import type { Secrets } from "../platform/secrets.js";
import { INVITATION_MAILS_TO_ONE, INVITATIONS_A_DAY, RESET_MAILS_AN_HOUR } from "./account-rules.js";
import { TryCountModel } from "./tries-model.js";
import { FREE_TRIES, pauseAfter, waitWords } from "./tries-rules.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A try to sign in to an account, or to prove that it is one's own by its password. */
export interface SignInTry {
  email: string;
  /** The IP address that it comes from. */
  address: string;
  /** Whether the account's owner has signed in with this browser before: then no stranger's tries make it wait. */
  isKnown: boolean;
}

/**
 * Limits how often people who are not signed in may try something, with counts in the database: by account, by network and
 * for the whole site. Keys are hashed with a key of their own, so that the counts do not tell who tried.
 */
export class Tries {
  readonly #atOneAccount = limiter("account", Number.MAX_SAFE_INTEGER, DAY);
  readonly #turns = limiter("turn", 1, DAY);
  readonly #signInsFromOneNetwork = limiter("network", 60, 15 * MINUTE);
  readonly #signInsToTheSite = limiter("site", 1000, 15 * MINUTE);
  readonly #registrations = limiter("registrations", 30, HOUR);
  readonly #proofMailsToOneAddress = limiter("proofs-address", 5, HOUR);
  readonly #proofMailsOfOneAccount = limiter("proofs-account", 5, HOUR);
  readonly #resetRequests = limiter("reset-requests", 60, HOUR);
  readonly #resetMails = limiter("reset-mails", RESET_MAILS_AN_HOUR, HOUR);

  readonly #invitationsOfOneAccount = limiter("invitations", INVITATIONS_A_DAY, DAY);
  readonly #invitationsToOneAddress = limiter("invitations-address", INVITATION_MAILS_TO_ONE, DAY);

  readonly #holds = limiter("holds", 40, HOUR);

  constructor(private readonly secrets: Pick<Secrets, "derive">) {}

  /**
   * Counts a try to sign in. After nine at one account in a day each next one has to wait, longer each time (`pauseAfter`), but the
   * account is never locked; a browser where its owner has signed in before counts for itself. Throws TooMany when it has to
   * wait, after sixty tries from one network in a quarter of an hour, or after a thousand at the whole site. `onSlowed` is told
   * before the first wait of a day. `forget` takes the counts back for someone who got in.
   */
  async countSignIn(
    { email, address, isKnown }: SignInTry,
    onSlowed: () => Promise<void>,
  ): Promise<{ forget(): Promise<void> }> {
    const key = this.#key(isKnown ? `known ${email}` : email);
    const network = this.#key(networkOf(address));
    if (!isKnown) {
      await count(this.#signInsFromOneNetwork, network);
      await count(this.#signInsToTheSite, "all");
    }
    await this.#takeTurn(key, onSlowed);
    return {
      forget: async () => {
        await Promise.all([this.#atOneAccount.delete(key), this.#turns.delete(key)]);
        if (isKnown) return;
        await Promise.all([this.#signInsFromOneNetwork.reward(network), this.#signInsToTheSite.reward("all")]);
      },
    };
  }

  /** Takes back the tries at an account, for someone who has just proven that it is theirs. */
  async forgetSignIns(email: string): Promise<void> {
    const keys = [this.#key(email), this.#key(`known ${email}`)];
    await Promise.all(keys.flatMap((key) => [this.#atOneAccount.delete(key), this.#turns.delete(key)]));
  }

  /** Counts a request for a link to choose a new password. Throws TooMany after sixty from one network in an hour. */
  countResetRequest(address: string): Promise<void> {
    return count(this.#resetRequests, this.#key(networkOf(address)));
  }

  /** Whether another such link may be mailed to an account: at most three in an hour, so that nobody floods its owner. */
  async mayMailResetLink(email: string): Promise<boolean> {
    try {
      await count(this.#resetMails, this.#key(email));
      return true;
    } catch (error) {
      if (error instanceof TooMany) return false;
      throw error;
    }
  }

  /** Counts a registration. Throws TooMany after thirty from one network in an hour. */
  countRegistration(address: string): Promise<void> {
    return count(this.#registrations, this.#key(networkOf(address)));
  }

  /**
   * Counts a mail that asks to confirm this e-mail address, for an account if it exists already. Each mail has a code with tries
   * of its own, so this also limits guesses. Throws TooMany after five for one account, or to one address, in an hour.
   */
  async countProofMail(email: string, accountId?: string): Promise<void> {
    if (accountId) await count(this.#proofMailsOfOneAccount, accountId);
    await count(this.#proofMailsToOneAddress, this.#key(email));
  }

  /**
   * Counts a mail by which a counsellor invites someone. Throws TooMany after twenty a day from one counsellor, or three of them to
   * one address.
   */
  async countInvitation(counsellorId: string, email: string): Promise<void> {
    await count(this.#invitationsToOneAddress, this.#key(`${counsellorId} ${email}`));
    await count(this.#invitationsOfOneAccount, counsellorId);
  }

  /** Counts a time that a client holds or changes their hold to. Throws TooMany after forty in an hour. */
  countHold(clientId: string): Promise<void> {
    return count(this.#holds, clientId);
  }

  /** Counts first and judges then, so that a hundred simultaneous tries count as a hundred. One that has to wait does not count. */
  async #takeTurn(key: string, onSlowed: () => Promise<void>): Promise<void> {
    const { consumedPoints: nth } = await this.#atOneAccount.consume(key);
    if (nth <= FREE_TRIES) return;
    try {
      await count(this.#turns, key, pauseAfter(nth));
    } catch (error) {
      await this.#atOneAccount.reward(key);
      throw error;
    }
    if (nth === FREE_TRIES + 1) await onSlowed();
  }

  #key(of: string): string {
    const [hash] = this.secrets.derive("counts of tries", { collection: "tries", id: of, field: "key" });
    return hash!.toString("base64url");
  }
}

/** `seconds` is how long a count lasts from its first point. */
function limiter(kind: string, points: number, seconds: number): RateLimiterMongo {
  return new RateLimiterMongo({
    storeClient: mongoose.connection.getClient(),
    dbName: mongoose.connection.name,
    tableName: TryCountModel.collection.name,
    disableIndexesCreation: true,
    keyPrefix: kind,
    points,
    duration: seconds,
  });
}

/** `seconds`: how long this count lasts, where that is not always the same. */
async function count(limit: RateLimiterMongo, key: string, seconds = limit.duration): Promise<void> {
  const options = { attrs: {}, customDuration: seconds };
  try {
    await limit.consume(key, 1, options);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw new TooMany(`Too many attempts. Please wait ${waitWords(error.msBeforeNext)} and try again.`);
  }
}
