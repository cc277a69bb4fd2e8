import type { PayBy } from "./terms-rules.js";

/** The things that a counsellor helps with, in the order in which pages show them. */
export const SPECIALIZATIONS = {
  anxiety: "Anxiety and worry",
  depression: "Low mood and depression",
  grief: "Grief and loss",
  relationships: "Relationships",
  family: "Family and parenting",
  trauma: "Trauma",
  stress: "Stress and burnout",
  "self-esteem": "Self-esteem",
  addiction: "Addiction",
  identity: "Identity and belonging",
  teens: "Growing up",
  sleep: "Sleep",
} as const;

/** The kinds of session that can be booked. */
export const SESSION_TYPES = {
  individual: "Individual",
  couple: "Couple",
  family: "Family",
  teen: "Teen",
  intro: "First talk",
} as const;

/** The free first talk, which each client has once with a counsellor who offers it. */
export const FIRST_TALK = { type: "intro", minutes: 15, priceCents: 0, payBy: "free" } as const satisfies Offer;

export const MEDIA = { video: "Video", audio: "Audio", text: "Text" } as const;

/** How counsellors may describe themselves; nobody has to. */
/** How soon a counsellor says they answer messages. */
export const ANSWER_TIMES = { day: "a day", "two-days": "two working days", week: "a week" } as const;
export type AnswerTime = keyof typeof ANSWER_TIMES;

export const GENDERS = { woman: "Woman", man: "Man", other: "Another gender" } as const;

/** The languages that a counsellor can say they work in. */
export const LANGUAGES = [
  "Albanian",
  "Arabic",
  "Bengali",
  "Bosnian",
  "Bulgarian",
  "Catalan",
  "Chinese",
  "Croatian",
  "Czech",
  "Danish",
  "Dari",
  "Dutch",
  "English",
  "Estonian",
  "Finnish",
  "French",
  "Georgian",
  "German",
  "Greek",
  "Hebrew",
  "Hindi",
  "Hungarian",
  "Italian",
  "Japanese",
  "Korean",
  "Kurdish",
  "Latvian",
  "Lithuanian",
  "Norwegian",
  "Pashto",
  "Persian",
  "Polish",
  "Portuguese",
  "Romanian",
  "Russian",
  "Serbian",
  "Sign language",
  "Slovak",
  "Slovene",
  "Spanish",
  "Swahili",
  "Swedish",
  "Tamil",
  "Thai",
  "Tigrinya",
  "Turkish",
  "Ukrainian",
  "Urdu",
  "Vietnamese",
] as const;

export type Specialization = keyof typeof SPECIALIZATIONS;
export type SessionType = keyof typeof SESSION_TYPES;
export type Medium = keyof typeof MEDIA;
export type Gender = keyof typeof GENDERS;

/** A session type as one counsellor offers it. */
export interface Offer {
  type: SessionType;
  minutes: number;
  /** In the smallest unit of the site's currency, like every amount, whatever that unit is called. */
  priceCents: number;
  /** How it is paid for; on the site where nothing is said. */
  payBy?: PayBy;
}

/** "Individual session" or "First talk". */
export function sessionName(type: SessionType): string {
  return type === FIRST_TALK.type ? SESSION_TYPES[type] : `${SESSION_TYPES[type]} session`;
}

/** The session types that are no first talk, in the order of their list. */
export const MAIN_TYPES = keysOf(SESSION_TYPES).filter((type) => type !== FIRST_TALK.type);

/** The keys of a list of labels, as zod needs them. */
export function keysOf<K extends string>(labels: Record<K, string>): [K, ...K[]] {
  return Object.keys(labels) as [K, ...K[]];
}

/** A list of choices for a form, in the order of the list. */
export function choices(labels: Record<string, string>): { key: string; label: string }[] {
  return Object.entries(labels).map(([key, label]) => ({ key, label }));
}

/** The counsellor's offer for this session type, if there is one. */
export function findOffer(counsellor: { offers: Offer[] }, type: SessionType): Offer | undefined {
  return counsellor.offers.find((offer) => offer.type === type);
}
