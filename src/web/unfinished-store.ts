import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Clock } from "../platform/clock.js";
import { networkOf } from "../platform/network-rules.js";
import { after } from "../platform/queries.js";
import type { Place, Secrets } from "../platform/secrets.js";
import { UnfinishedModel, unfinishedPlace } from "./unfinished-model.js";

/** A form that was sent after its writer's login session had ended. */
export interface Unfinished {
  path: string;
  fields: Record<string, string | string[]>;
}

/** As large as the longest form, a full note in a script of three bytes a letter. */
const MOST_BYTES = 64 * 1024;
const LASTS_MS = 60 * 60_000;
const HOUR = 60 * 60;

/** Keeps unfinished forms, sealed: the newest of each account, for an hour. */
export class UnfinishedStore {
  readonly #fromOneNetwork = new RateLimiterMemory({ points: 20, duration: HOUR });
  readonly #fromAll = new RateLimiterMemory({ points: 2000, duration: HOUR });

  constructor(private readonly services: { secrets: Secrets; clock: Clock }) {}

  /** Keeps a form in place of an earlier one; false beyond 64 KiB, 20 an hour from one network, and 2,000 an hour from all. */
  async keep(accountId: string, address: string, unfinished: Unfinished): Promise<boolean> {
    const text = JSON.stringify(unfinished);
    if (Buffer.byteLength(text) > MOST_BYTES || !(await this.#count(address))) return false;
    const { secrets, clock } = this.services;
    const sealed = secrets.seal(text, placeOf(accountId));
    const expiresAt = new Date(clock.now().getTime() + LASTS_MS);
    await UnfinishedModel.updateOne({ _id: accountId }, { $set: { sealed, expiresAt } }, { upsert: true });
    return true;
  }

  /** What this account's owner has not finished, or null. */
  async find(accountId: string): Promise<Unfinished | null> {
    const { secrets, clock } = this.services;
    const stored = await UnfinishedModel.findOne({ _id: accountId, expiresAt: after(clock.now()) }).lean();
    if (!stored) return null;
    return JSON.parse(secrets.open(stored.sealed, placeOf(accountId)).toString()) as Unfinished;
  }

  async forget(accountId: string): Promise<void> {
    await UnfinishedModel.deleteOne({ _id: accountId });
  }

  async #count(address: string): Promise<boolean> {
    try {
      await this.#fromOneNetwork.consume(networkOf(address));
      await this.#fromAll.consume("all");
      return true;
    } catch {
      return false;
    }
  }
}

const placeOf = (accountId: string): Place => unfinishedPlace({ _id: accountId }, "sealed");
