import { SiteSettingsModel } from "./site-model.js";
import { DEFAULT_SETTINGS, type SiteSettings } from "./site-rules.js";

export type VersionedSettings = SiteSettings & { version: number };

/**
 * The site's settings, kept in memory: every page needs them. They are read again by `refresh`, which the start, each change
 * and the sweep call, so that a change made by another process is seen within half a minute.
 */
export class SiteSettingsCache {
  #settings: VersionedSettings = { ...DEFAULT_SETTINGS, version: 0 };

  get current(): VersionedSettings {
    return this.#settings;
  }

  async refresh(): Promise<void> {
    const stored = await SiteSettingsModel.findById("site", { _id: 0 }).lean<VersionedSettings>();
    if (stored) this.#settings = { ...DEFAULT_SETTINGS, ...stored };
  }
}
