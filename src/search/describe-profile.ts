import { ANSWER_TIMES, GENDERS, MEDIA, SESSION_TYPES, SPECIALIZATIONS } from "../catalogue/catalogue-rules.js";
import { priceWords, windowWords } from "../catalogue/terms-rules.js";
import type { Counsellor } from "../profiles/counsellor-model.js";
import { dayWords } from "../profiles/verified-rules.js";
import type { Format } from "../web/format-rules.js";

/** A counsellor's profile in words, as their page shows it. */
export interface ProfileView {
  helpsWith: string[];
  /** What was verified and when it ends, if it does; null where nothing is. */
  verified: { what: string; at: Date; until: string | null } | null;
  /** When photo and text, which no verification covers, last changed, as far as that is known. */
  changed: { what: string; at: Date }[];
  /** Languages, ways to meet and gender, as far as they are known. */
  facts: { label: string; text: string }[];
  offers: { type: string; minutes: number; price: string; isDirect: boolean }[];
  /** Until when sessions can be moved or cancelled free of charge. */
  window: string;
}

/** Describes what a counsellor chose from lists. */
export function describeProfile(counsellor: Counsellor, { money }: Format): ProfileView {
  const { specializations, languages, media, gender, answersWithin, offers, verified } = counsellor;
  const facts = [
    { label: "Languages", text: languages.join(", ") },
    { label: "Meets by", text: media.map((key) => MEDIA[key].toLowerCase()).join(", ") },
    { label: "Gender", text: gender ? GENDERS[gender] : "" },
    { label: "Answers messages", text: answersWithin ? `Within ${ANSWER_TIMES[answersWithin]}` : "" },
  ];
  return {
    helpsWith: specializations.map((key) => SPECIALIZATIONS[key]),
    verified: verified
      ? { what: verified.what, at: verified.at, until: verified.until === undefined ? null : dayWords(verified.until) }
      : null,
    changed: changedParts(counsellor),
    facts: facts.filter(({ text }) => text !== ""),
    window: windowWords(counsellor.cancelWindowHours),
    offers: offers.map(({ type, minutes, priceCents, payBy }) => ({
      ...{ type: SESSION_TYPES[type], minutes },
      price: priceWords(priceCents, money),
      isDirect: payBy === "direct" && priceCents > 0,
    })),
  };
}

function changedParts({ approachAt, photoAt }: Counsellor): ProfileView["changed"] {
  const parts = [
    { what: "Photo", at: photoAt },
    { what: "Text", at: approachAt },
  ];
  return parts.flatMap(({ what, at }) => (at ? [{ what, at }] : []));
}
