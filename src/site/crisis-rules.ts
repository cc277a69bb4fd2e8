import { countryOfZone } from "../web/zone-rules.js";
import { CRISIS_HELP, type CrisisLine, type EmergencyNumber } from "./crisis-lines-rules.js";
import { countryName, isCountry } from "./country-rules.js";

const SHOWN_ON_EVERY_PAGE = 3;

/** What may tell which country's numbers a reader needs; null or empty where nothing is known. */
export interface CountryClues {
  /** What they chose on the page of crisis help. */
  chosen: string | null;
  /** The country of their account. */
  account: string | null;
  /** Their IANA time zone. */
  zone: string | null;
  /** The country that the site is run from. */
  site: string;
}

/** A number as a link. */
interface Dialled {
  number: string;
  href: string;
}

/** A line as pages show it. */
export interface LineView {
  name: string;
  /** Its number, and "Text HOME to 741741" where it takes messages; at least one of both. */
  ways: { words: string; href: string }[];
  /** The way that comes first, for pages with room for one. */
  first: { words: string; href: string };
  /** "24 hours a day. In Dutch" */
  when: string;
  /** The host of its source. */
  source: string;
}

/** Where to turn, for one reader. */
export interface CrisisHelp {
  /** Null when nobody knows where the reader is: then no number is shown. */
  country: { code: string; name: string } | null;
  emergency: (Dialled & { what: string })[];
  lines: LineView[];
  /** The lines that every page shows. */
  firstLines: LineView[];
  /** The day on which the numbers were last checked; null where there are none. */
  checkedAt: Date | null;
}

/** The country whose numbers a reader sees: the one chosen, or that of the account, of the zone, or of the site; else null. */
export function crisisCountry({ chosen, account, zone, site }: CountryClues): string | null {
  const ofZone = zone === null ? null : countryOfZone(zone);
  return [chosen, account, ofZone, site].find((code) => code !== null && isCountry(code)) ?? null;
}

/** Where to turn in this country. Without a country, or where nothing is known of it, there are no numbers at all. */
export function describeCrisisHelp(code: string | null): CrisisHelp {
  const known = code === null ? undefined : CRISIS_HELP[code];
  const lines = (known?.lines ?? []).map(describeLine);
  return {
    country: code === null ? null : { code, name: countryName(code) },
    emergency: (known?.emergency ?? []).map(describeEmergency),
    lines,
    firstLines: lines.slice(0, SHOWN_ON_EVERY_PAGE),
    checkedAt: known ? new Date(known.checked) : null,
  };
}

function describeEmergency({ number, what }: EmergencyNumber): Dialled & { what: string } {
  return { ...dialled(number), what };
}

function describeLine({ name, number, hours, note, text, source }: CrisisLine): LineView {
  const ways = [
    ...(number ? [{ words: number, href: dialled(number).href }] : []),
    ...(text ? [{ words: textWords(text), href: `sms:${digits(text.to)}` }] : []),
  ];
  return {
    name,
    ways,
    first: ways[0] ?? { words: name, href: source },
    when: note ? `${hours}. ${note}` : hours,
    source: new URL(source).host.replace(/^www\./, ""),
  };
}

const textWords = ({ to, word }: NonNullable<CrisisLine["text"]>): string =>
  word ? `Text ${word} to ${to}` : `Text ${to}`;

const dialled = (number: string): Dialled => ({ number, href: `tel:${digits(number)}` });

const digits = (number: string): string => number.replaceAll(" ", "");
