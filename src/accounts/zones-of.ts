import type { Asked } from "../platform/ask-together.js";
import { among } from "../platform/queries.js";
import { DEFAULT_ZONE, zoneNamed } from "../web/zone-rules.js";
import { AccountModel } from "./account-model.js";

/** Asks for these people's accounts with their zones, for `zonesIn` to look them up. */
export function zonedAccounts(ids: string[]): Asked<ZonedAccount[]> {
  return AccountModel.find({ _id: among(ids) }, { zone: 1 }).lean();
}

/** The zones in accounts that were read already; UTC for anyone else. */
export function zonesIn(accounts: ZonedAccount[]): (id: string) => string {
  const zones = new Map(accounts.map(({ _id, zone }) => [String(_id), zoneNamed(zone) ?? zone]));
  return (id) => zones.get(id) ?? DEFAULT_ZONE;
}

interface ZonedAccount {
  _id: { toString(): string };
  zone: string;
}
