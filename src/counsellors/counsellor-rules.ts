/** What a counsellor helps with: the one list, by key, in the order of showing. */
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

/** What can be booked. */
export const SESSION_TYPES = {
  individual: "Individual",
  couple: "Couple",
  family: "Family",
  teen: "Teen",
} as const;

export const MEDIA = { video: "Video", audio: "Audio", text: "Text" } as const;

export type Specialization = keyof typeof SPECIALIZATIONS;
export type SessionType = keyof typeof SESSION_TYPES;
export type Medium = keyof typeof MEDIA;

/** A session type as one counsellor offers it. */
export interface Offer {
  type: SessionType;
  minutes: number;
  priceCents: number;
}

/** A list of choices for a form, in the order of the list. */
export function choices(labels: Record<string, string>): { key: string; label: string }[] {
  return Object.entries(labels).map(([key, label]) => ({ key, label }));
}

/** What the counsellor offers under this session type, if they do. */
export function findOffer(counsellor: { offers: Offer[] }, type: SessionType): Offer | undefined {
  return counsellor.offers.find((offer) => offer.type === type);
}
