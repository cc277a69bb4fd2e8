import { GENDERS, MEDIA, SESSION_TYPES, SPECIALIZATIONS } from "../catalogue/catalogue-rules.js";
import type { Counsellor } from "../profiles/counsellor-model.js";
import type { Format } from "../web/format-rules.js";

/** A counsellor's profile in words, as their page shows it. */
export interface ProfileView {
  helpsWith: string[];
  /** Languages, ways to meet and gender, as far as they are known. */
  facts: { label: string; text: string }[];
  offers: { type: string; minutes: number; price: string }[];
}

/** Describes what a counsellor chose from lists. */
export function describeProfile(counsellor: Counsellor, { money }: Format): ProfileView {
  const { specializations, languages, media, gender, offers } = counsellor;
  const facts = [
    { label: "Languages", text: languages.join(", ") },
    { label: "Meets by", text: media.map((key) => MEDIA[key].toLowerCase()).join(", ") },
    { label: "Gender", text: gender ? GENDERS[gender] : "" },
  ];
  return {
    helpsWith: specializations.map((key) => SPECIALIZATIONS[key]),
    facts: facts.filter(({ text }) => text !== ""),
    offers: offers.map(({ type, minutes, priceCents }) => ({
      ...{ type: SESSION_TYPES[type], minutes },
      price: money(priceCents),
    })),
  };
}
