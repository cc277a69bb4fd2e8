import type { Currency } from "../web/money-rules.js";
import { DEFAULT_ZONE } from "../web/zone-rules.js";

/** Colours to choose from; each is drawn by `public/css/accents/<key>.css`, the first by the styles themselves. */
export const ACCENTS = {
  leaf: "Green",
  sky: "Blue",
  plum: "Purple",
  rust: "Brown",
  slate: "Grey",
} as const;

export type Accent = keyof typeof ACCENTS;

/** How many characters the site's name may have. */
export const SITE_NAME_LENGTHS = { least: 2, most: 60 };

/** The ages of consent to choose from, in years. */
export const AGES_OF_CONSENT = { least: 10, most: 21 };

/** What the admin sets for the whole site. */
export interface SiteSettings {
  name: string;
  /** Where people can write to about the site; empty until it is set. */
  contact: string;
  /** The IANA zone in which times are shown to visitors whose own zone is not known. */
  zone: string;
  /** ISO 3166-1 code of the country that the site is run from; empty until it is set. */
  country: string;
  accent: Accent;
  /** That all prices are in. It stays once there are prices. */
  currency: Currency;
  /** From this age, in years, a person may agree to counselling by themselves. */
  ageOfConsent: number;
  /** Whether the page of the only published counsellor is the home page. */
  practiceOfOne: boolean;
}

/** The picture in the head of every page. */
export interface Logo {
  /** Its reference in the file store: WebP, public. */
  file: string;
  /** In pixels, as it is shown. */
  width: number;
  height: number;
}

/** A site that nobody has set up yet. */
export const DEFAULT_SETTINGS: SiteSettings = {
  name: "HealSpace",
  contact: "",
  zone: DEFAULT_ZONE,
  country: "",
  accent: "leaf",
  currency: "EUR",
  ageOfConsent: 16,
  practiceOfOne: false,
};
