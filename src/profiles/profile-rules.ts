import {
  FIRST_TALK,
  type AnswerTime,
  type Gender,
  type Medium,
  type Offer,
  type Specialization,
} from "../catalogue/catalogue-rules.js";
import { plainLetters } from "./plain-letters-rules.js";

/** A profile as clients see it. */
export interface PublicProfile {
  name: string;
  credentials: string;
  approach: string;
  languages: string[];
  specializations: Specialization[];
  offers: Offer[];
  media: Medium[];
  gender?: Gender;
  /** How soon they answer messages, if they say so. */
  answersWithin?: AnswerTime;
  /** Whether people who never had a session with them can book. */
  acceptsNew: boolean;
  /** How many hours before the start clients may still move a session, or cancel it and owe nothing. */
  cancelWindowHours: number;
  /** How many upcoming sessions one client can book. */
  mostUpcoming: number;
}

/** A profile as its counsellor edits it; null where they prefer not to say. */
export type ProfileDetails = Omit<PublicProfile, "gender" | "answersWithin"> & {
  gender: Gender | null;
  answersWithin?: AnswerTime | null;
};

export const CREDENTIALS_LENGTH = 160;
export const APPROACH_LENGTHS = { least: 80, most: 2000 };
export const SESSION_MINUTES = { least: 15, most: 180, step: 5 };

/** The two parts in which a profile is written. */
export type ProfilePart = "about" | "offers";

/** Lists what a profile, or a part of it, lacks for publication, in the order of its page; empty when it is complete. */
export function missingFrom(profile: ProfileDetails, part?: ProfilePart): string[] {
  const { credentials, approach, languages, specializations, offers, media } = profile;
  const parts: [boolean, ProfilePart, string][] = [
    [credentials !== "", "about", "your credentials"],
    [
      approach.length >= APPROACH_LENGTHS.least,
      "about",
      `how you work, in ${APPROACH_LENGTHS.least} characters or more`,
    ],
    [languages.length > 0, "about", "a language that you work in"],
    [specializations.length > 0, "about", "something that you help with"],
    [offers.some(({ type }) => type !== FIRST_TALK.type), "offers", "a session type with its minutes and price"],
    [media.length > 0, "offers", "a way to meet"],
  ];
  return parts.filter(([isThere, of]) => !isThere && (!part || of === part)).map(([, , what]) => what);
}

/** The slug of a name: "Ana María Moreno" becomes "ana-maria-moreno". Empty for a name without Latin letters. */
export function slugOf(name: string): string {
  return plainLetters(name)
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(0, 60)
    .replace(/-$/, "");
}

/** The slugs to try for someone of this name, in order; the last is unique to them. */
export function slugsFor(name: string, id: string): string[] {
  const slug = slugOf(name);
  const plain = slug === "" ? [] : [slug, ...[2, 3, 4, 5].map((number) => `${slug}-${number}`)];
  return [...plain, `${slug || "counsellor"}-${id.slice(-6)}`, `${slug || "counsellor"}-${id}`];
}

/** Whether a slug suits this name. */
export function isSlugFor(slug: string, name: string, id: string): boolean {
  return slugsFor(name, id).includes(slug) || slug.replace(/-\d+$/, "") === slugOf(name);
}
