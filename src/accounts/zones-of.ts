import { among } from "../platform/queries.js";
import { DEFAULT_ZONE, zoneNamed } from "../web/zone-rules.js";
import { AccountModel } from "./account-model.js";

/** Looks up the time zones of these people, in one query; UTC for someone whose account is gone. */
export async function zonesOf(ids: string[]): Promise<(id: string) => string> {
  if (ids.length === 0) return () => DEFAULT_ZONE;
  const accounts = await AccountModel.find({ _id: among(ids) }, { zone: 1 }).lean();
  const zones = new Map(accounts.map(({ _id, zone }) => [String(_id), zoneNamed(zone) ?? zone]));
  return (id) => zones.get(id) ?? DEFAULT_ZONE;
}
