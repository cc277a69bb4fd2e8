import { SiteSettingsModel } from "./site-model.js";
import { DEFAULT_SETTINGS, type Logo, type SiteSettings } from "./site-rules.js";
import { SiteTextModel } from "./site-text-model.js";
import { ACCEPTED_TEXTS, type AcceptedText, type TextVersions } from "./text-versions-rules.js";

/** The settings that a form edits, with the version that they were edited from. */
export type VersionedSettings = SiteSettings & { version: number };

type CurrentSettings = VersionedSettings & { logo?: Logo };

/**
 * The site's settings and the versions of the texts that people accept, kept in memory: every page needs them. They are read again
 * by `refresh`, which the start, each change at any process, and the sweep call.
 */
export class SiteSettingsCache {
  #settings: CurrentSettings = { ...DEFAULT_SETTINGS, version: 0 };
  #texts: TextVersions = { terms: 0, privacy: 0 };
  #reading: Promise<void> = Promise.resolve();

  get current(): CurrentSettings {
    return this.#settings;
  }

  get textVersions(): TextVersions {
    return this.#texts;
  }

  /** Reads one after the other, so that an earlier reading never replaces a later one. */
  refresh(): Promise<void> {
    const read = this.#reading.then(() => this.#read());
    this.#reading = read.catch(() => undefined);
    return read;
  }

  async #read(): Promise<void> {
    const [stored, ...versions] = await Promise.all([
      SiteSettingsModel.findById("site", { _id: 0 }).lean<CurrentSettings>(),
      ...ACCEPTED_TEXTS.map(latestVersion),
    ]);
    if (stored) this.#settings = { ...DEFAULT_SETTINGS, ...stored };
    this.#texts = Object.fromEntries(versions) as TextVersions;
  }
}

async function latestVersion(kind: AcceptedText): Promise<[AcceptedText, number]> {
  const latest = await SiteTextModel.findOne({ kind }, { version: 1 }).sort({ version: -1 }).lean();
  return [kind, latest?.version ?? 0];
}
