import {
  FIRST_TALK,
  SESSION_TYPES,
  SPECIALIZATIONS,
  type Offer,
  type SessionType,
} from "../catalogue/catalogue-rules.js";
import type { PublicProfile } from "../profiles/profile-rules.js";
import { plainLetters, spelledOut } from "../profiles/plain-letters-rules.js";

/** The session type that a search is about, or any that a counsellor offers. */
export type SoughtType = SessionType | "any";

/** A listing's first free time when there is none. It sorts after every other. */
export const NEVER_FREE = new Date(8.64e15);

/** The facet that every listing has. */
export const EVERYONE = "everyone";

/** A counsellor's searchable facts in one list, so that one index answers any combination. */
export function facetsOf(profile: PublicProfile): string[] {
  const { specializations, offers, media, languages, gender, acceptsNew } = profile;
  return [
    EVERYONE,
    ...specializations.map((key) => `specialization:${key}`),
    ...offers.map(({ type }) => `type:${type}`),
    ...media.map((key) => `medium:${key}`),
    ...languages.map((language) => `language:${language}`),
    ...(gender ? [`gender:${gender}`] : []),
    ...(acceptsNew ? ["accepting"] : []),
  ];
}

/** The words of a text for comparison: lower case, without accents, each once. */
export function wordsOf(text: string): string[] {
  return [...new Set(plainLetters(text).match(/[\p{L}\p{N}]+/gu) ?? [])];
}

/** The words of a profile that a search can find: in its text and its choices from lists. */
export function profileWords(profile: PublicProfile): string[] {
  const { name, credentials, approach, languages, specializations, offers } = profile;
  const chosen = [
    ...languages,
    ...specializations.map((key) => SPECIALIZATIONS[key]),
    ...offers.map(({ type }) => SESSION_TYPES[type]),
  ];
  const text = [name, credentials, approach, ...chosen].join(" ");
  return [...new Set([...wordsOf(text), ...wordsOf(spelledOut(text))])];
}

/** A name's sort key, without titles and accents. */
export function sortableName(name: string): string {
  return plainLetters(name).replace(/^((dr|prof|mag|dipl)\.?\s+)+/, "");
}

/** The price of each session type, and under "any" the lowest, apart from a first talk. */
export function pricesOf(offers: Offer[]): Partial<Record<SoughtType, number>> {
  if (offers.length === 0) return {};
  const each = offers.map(({ type, priceCents }) => [type, priceCents] as const);
  const main = mainOffers(offers);
  return {
    ...(main.length > 0 && { any: Math.min(...main.map(({ priceCents }) => priceCents)) }),
    ...Object.fromEntries(each),
  };
}

/** The first free time of each session type, and under "any" the earliest, apart from a first talk. */
export function freeTimesOf(
  offers: Offer[],
  firstFree: (minutes: number) => Date | null,
): Partial<Record<SoughtType, Date>> {
  if (offers.length === 0) return {};
  const each = offers.map(({ type, minutes }) => [type, firstFree(minutes) ?? NEVER_FREE] as const);
  const main = each.filter(([type]) => type !== FIRST_TALK.type).map(([, at]) => at);
  const earliest = main.reduce((a, b) => (b < a ? b : a), NEVER_FREE);
  return { any: earliest, ...Object.fromEntries(each) };
}

function mainOffers(offers: Offer[]): Offer[] {
  return offers.filter(({ type }) => type !== FIRST_TALK.type);
}
