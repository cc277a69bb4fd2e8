import { SESSION_TYPES, SPECIALIZATIONS, type Offer, type SessionType } from "../catalogue/catalogue-rules.js";
import type { PublicProfile } from "../profiles/profile-rules.js";
import { plainLetters, spelledOut } from "../profiles/plain-letters-rules.js";

/** What a search may be about: one session type, or any of those that a counsellor offers. */
export type SoughtType = SessionType | "any";

/** What a listing says of someone who has no free time. It sorts behind every other. */
export const NEVER_FREE = new Date(8.64e15);

/** The facet that every listing has. */
export const EVERYONE = "everyone";

/** Everything that can be true of a counsellor, as one list, so that one index answers any choice of it. */
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

/** The words of a text as they are compared: lower case, without accents, each once. */
export function wordsOf(text: string): string[] {
  return [...new Set(plainLetters(text).match(/[\p{L}\p{N}]+/gu) ?? [])];
}

/** What words of a profile a search can find: its text, and what it names by choice from a list. */
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

/** A name as names are sorted: a person's titles and accents do not matter. */
export function sortableName(name: string): string {
  return plainLetters(name).replace(/^((dr|prof|mag|dipl)\.?\s+)+/, "");
}

/** The price of each session type, and under "any" the lowest. */
export function pricesOf(offers: Offer[]): Partial<Record<SoughtType, number>> {
  if (offers.length === 0) return {};
  const each = offers.map(({ type, priceCents }) => [type, priceCents] as const);
  return { any: Math.min(...offers.map(({ priceCents }) => priceCents)), ...Object.fromEntries(each) };
}

/** The first free time of each session type, and under "any" the earliest. */
export function freeTimesOf(
  offers: Offer[],
  firstFree: (minutes: number) => Date | null,
): Partial<Record<SoughtType, Date>> {
  if (offers.length === 0) return {};
  const each = offers.map(({ type, minutes }) => [type, firstFree(minutes) ?? NEVER_FREE] as const);
  const earliest = each.map(([, at]) => at).reduce((a, b) => (b < a ? b : a));
  return { any: earliest, ...Object.fromEntries(each) };
}
