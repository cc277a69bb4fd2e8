import { authorize, type Person } from "../access/permissions.js";
import { recordEvent } from "../audit/record-event.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict, InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { siteChanged } from "./site-changed.js";
import { SiteSettingsModel } from "./site-model.js";
import type { SiteSettings } from "./site-rules.js";
import type { VersionedSettings } from "./site-settings.js";

const SETTLED = "The currency cannot change, because prices are already set in it.";
const STALE = "The settings were changed in another window after you opened this page. Nothing was overwritten.";

/** Whether anyone has set a price or paid one. Payments answer this, in a folder above. */
export type HasPrices = () => Promise<boolean>;

/**
 * Replaces the site's settings, as edited from `version`. Throws Conflict when they have changed since, and InvalidInput for another
 * currency once there are prices: each would mean another amount.
 */
export async function saveSettings(
  services: Services,
  actor: Person,
  { version, ...settings }: VersionedSettings,
  hasPrices: HasPrices,
): Promise<void> {
  authorize(actor, "site.edit", {});
  const before = services.site.current;
  if (settings.currency !== before.currency && (await hasPrices())) throw new InvalidInput({ currency: SETTLED });
  await write(version, settings);
  await siteChanged(services);
  const changed = Object.keys(settings).filter((key) => differs(before, settings, key as keyof SiteSettings));
  await recordEvent(services, actor, "settings.changed", { detail: changed.join(", ") });
}

async function write(version: number, settings: SiteSettings): Promise<void> {
  const change = { $set: { ...settings, version: version + 1 } };
  try {
    const { matchedCount, upsertedCount } = await SiteSettingsModel.updateOne({ _id: "site", version }, change, {
      upsert: version === 0,
    });
    if (matchedCount + upsertedCount === 0) throw new Conflict(STALE);
  } catch (error) {
    throw isDuplicate(error) ? new Conflict(STALE) : error;
  }
}

const differs = (before: SiteSettings, after: SiteSettings, key: keyof SiteSettings): boolean =>
  before[key] !== after[key];
