import { deflateRawSync, inflateRawSync } from "node:zlib";
import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Clock } from "../platform/clock.js";
import { networkOf } from "../platform/network-rules.js";
import { after, present } from "../platform/queries.js";
import type { Place, Secrets } from "../platform/secrets.js";
import { UnfinishedModel, unfinishedPlace } from "./unfinished-model.js";

/** A form that was sent after its writer's login session had ended. */
export interface Unfinished {
  path: string;
  fields: Record<string, string | string[]>;
}

/** Of text, as large as the longest form, a full note in a script of three bytes a letter; and of that as it is stored, deflated. */
const MOST_BYTES = { text: 64 * 1024, stored: 20_000 };
const LASTS_MS = 60 * 60_000;
const HOUR = 60 * 60;

/** Keeps unfinished forms, sealed: the newest of each account, for an hour. */
export class UnfinishedStore {
  readonly #fromOneNetwork = new RateLimiterMemory({ points: 20, duration: HOUR });
  readonly #fromAll = new RateLimiterMemory({ points: 2000, duration: HOUR });

  constructor(private readonly services: { secrets: Secrets; clock: Clock }) {}

  /** Keeps a form in place of an earlier one; false beyond 64 KiB of text or 20 kB stored, 20 an hour from one network, and 2,000 an hour from all. */
  async keep(accountId: string, address: string, unfinished: Unfinished): Promise<boolean> {
    const text = JSON.stringify(unfinished);
    if (Buffer.byteLength(text) > MOST_BYTES.text) return false;
    const { secrets, clock } = this.services;
    const packed = secrets.seal(deflateRawSync(text), placeOf(accountId));
    if (packed.box.length > MOST_BYTES.stored || !(await this.#count(address))) return false;
    const expiresAt = new Date(clock.now().getTime() + LASTS_MS);
    await UnfinishedModel.updateOne({ _id: accountId }, { $set: { packed, expiresAt } }, { upsert: true });
    return true;
  }

  /** What this account's owner has not finished, or null. */
  async find(accountId: string): Promise<Unfinished | null> {
    const { secrets, clock } = this.services;
    const open = { _id: accountId, packed: present, expiresAt: after(clock.now()) };
    const stored = await UnfinishedModel.findOne(open).lean();
    if (!stored) return null;
    return JSON.parse(inflateRawSync(secrets.open(stored.packed, placeOf(accountId))).toString()) as Unfinished;
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

const placeOf = (accountId: string): Place => unfinishedPlace({ _id: accountId }, "packed");
