import { countryName } from "../site/country-rules.js";

/** What a person says about themselves on their account; only those who need it see it. */
export interface Details {
  name: string;
  pronouns: string;
  zone: string;
  /** A key of `MAIL_LOCALES`. */
  mailLocale: string;
  phone: string;
  /** ISO 3166-1 alpha-2 code, or empty. */
  country: string;
}

/** Whether a person's network address is hidden in their calls, in words, and whether that is theirs to choose. */
export interface CallsView {
  words: string;
  canChoose: boolean;
  hides: boolean;
}

const SEEN =
  "In a video or audio call, the other person can see your network address, which shows roughly where you are.";
const BY_TEXT = "In a text session, nobody sees it.";

const CALLS = {
  relayed: "Every call on this site goes through a relay, so nobody you talk to can see your network address.",
  choice: `${SEEN} A relay hides yours and theirs; calls may be a little slower. ${BY_TEXT}`,
  direct: `${SEEN} ${BY_TEXT}`,
};

/** `hides`: as the person chose it. It can be undone on a site that no longer has a relay. */
export function describeCalls(site: { relayOnly: boolean; hasRelay: boolean }, hides: boolean): CallsView {
  const canChoose = !site.relayOnly && (site.hasRelay || hides);
  return { words: CALLS[site.relayOnly ? "relayed" : canChoose ? "choice" : "direct"], canChoose, hides };
}

/** In characters as people see them. */
export const PRONOUNS_LENGTH = 40;
export const PHONE_LENGTH = 40;

/** How mails can write dates: BCP 47 tags, each language by its own name. */
export const MAIL_LOCALES: Record<string, string> = {
  "en-GB": "English",
  "en-US": "English (American dates)",
  ar: "العربية",
  bg: "Български",
  bs: "Bosanski",
  ca: "Català",
  cs: "Čeština",
  da: "Dansk",
  de: "Deutsch",
  el: "Ελληνικά",
  es: "Español",
  et: "Eesti",
  fa: "فارسی",
  fi: "Suomi",
  fr: "Français",
  he: "עברית",
  hi: "हिन्दी",
  hr: "Hrvatski",
  hu: "Magyar",
  it: "Italiano",
  ja: "日本語",
  ko: "한국어",
  lt: "Lietuvių",
  lv: "Latviešu",
  nb: "Norsk",
  nl: "Nederlands",
  pl: "Polski",
  pt: "Português",
  "pt-BR": "Português (Brasil)",
  ro: "Română",
  ru: "Русский",
  sk: "Slovenčina",
  sl: "Slovenščina",
  sq: "Shqip",
  sr: "Српски",
  sv: "Svenska",
  tr: "Türkçe",
  uk: "Українська",
  vi: "Tiếng Việt",
  zh: "中文",
};

/** A detail, and what is saved of it in words. */
export interface ChangedDetail {
  label: string;
  saved: string;
}

/** The saved details that differ from the edited ones, in the order of their page. */
export function detailsChanged(saved: Details, edited: Details): ChangedDetail[] {
  const entered = new Map(inWords(edited).map(({ label, saved: text }) => [label, text]));
  return inWords(saved).filter((detail) => detail.saved !== entered.get(detail.label));
}

function inWords({ name, pronouns, zone, mailLocale, phone, country }: Details): ChangedDetail[] {
  const details: [string, string][] = [
    ["Name", name],
    ["Pronouns", pronouns],
    ["Time zone", zone.replaceAll("_", " ")],
    ["Dates in e-mails", MAIL_LOCALES[mailLocale] ?? mailLocale],
    ["Telephone number", phone],
    ["Country", country && countryName(country)],
  ];
  return details.map(([label, text]) => ({ label, saved: text || "Nothing" }));
}
