import { ANSWER_TIMES, GENDERS, MEDIA, SESSION_TYPES, SPECIALIZATIONS } from "../catalogue/catalogue-rules.js";
import { priceWords, windowWords } from "../catalogue/terms-rules.js";
import type { ProfileDetails } from "./profile-rules.js";

/** A part of a profile, and what is saved of it in words. */
export interface ChangedPart {
  label: string;
  saved: string;
}

type Money = (amount: number) => string;

/** The parts of a saved profile that differ from the edited one, in the order of its page. */
export function differencesFrom(saved: ProfileDetails, edited: ProfileDetails, money: Money): ChangedPart[] {
  const entered = new Map(partsOf(edited, money).map(({ label, saved }) => [label, saved]));
  return partsOf(saved, money).filter((part) => part.saved !== entered.get(part.label));
}

function partsOf(profile: ProfileDetails, money: Money): ChangedPart[] {
  const { name, credentials, approach, gender, specializations, media, languages, offers, acceptsNew, answersWithin } =
    profile;
  const offered = offers.map(({ type, minutes, priceCents, payBy }) => {
    const direct = payBy === "direct" ? ", paid to you directly" : "";
    return `${SESSION_TYPES[type]}, ${minutes} minutes, ${priceWords(priceCents, money)}${direct}`;
  });
  const parts: [string, string][] = [
    ["Name", name],
    ["Credentials", credentials],
    ["How you work", approach],
    ["Gender", gender ? GENDERS[gender] : "Prefer not to say"],
    ["You help with", inOneOrder(specializations.map((key) => SPECIALIZATIONS[key]))],
    ["You meet by", inOneOrder(media.map((key) => MEDIA[key]))],
    ["Languages", inOneOrder(languages)],
    ["Session types", inOneOrder(offered, "; ")],
    ["You answer messages", answersWithin ? `Within ${ANSWER_TIMES[answersWithin]}` : "You do not say"],
    ["Free to cancel", `Until ${windowWords(profile.cancelWindowHours)}`],
    ["Upcoming sessions with one client", `At most ${profile.mostUpcoming}`],
    ["New clients", acceptsNew ? "You take new clients" : "You are not taking new clients"],
  ];
  return parts.map(([label, text]) => ({ label, saved: text || "Nothing" }));
}

function inOneOrder(texts: readonly string[], between = ", "): string {
  return [...texts].sort().join(between);
}
