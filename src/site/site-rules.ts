import type { Currency } from "./currency-rules.js";

/** Colours to choose from; each is drawn by `public/css/accents/<key>.css`, the first by the styles themselves. */
export const ACCENTS = {
  leaf: "Green",
  sky: "Blue",
  plum: "Purple",
  rust: "Brown",
  slate: "Grey",
} as const;

export type Accent = keyof typeof ACCENTS;

/** What the admin sets for the whole site. */
export interface SiteSettings {
  name: string;
  /** Where people can write to about the site; empty until it is set. */
  contact: string;
  /** The IANA zone of new accounts whose browser names none. */
  zone: string;
  currency: Currency;
  /** ISO 3166-1 code of the country whose help lines are shown to those of whom no country is known; empty until it is set. */
  country: string;
  accent: Accent;
  /** Below this age a guardian has to agree to a session. */
  ageOfConsent: number;
  /** Whether the page of the only published counsellor is the home page. */
  practiceOfOne: boolean;
}

export const AGES_OF_CONSENT = { least: 12, most: 21 };

/** A site that nobody has set up yet. */
export const DEFAULT_SETTINGS: SiteSettings = {
  name: "HealSpace",
  contact: "",
  zone: "Etc/UTC",
  currency: "EUR",
  country: "",
  accent: "leaf",
  ageOfConsent: 16,
  practiceOfOne: false,
};
