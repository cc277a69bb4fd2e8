/** The texts that every site needs, in the order of the footer. People accept those that are `accepted` when they register. */
export const SITE_TEXTS = {
  privacy: { title: "Privacy notice", path: "/privacy", accepted: true },
  terms: { title: "Terms of use", path: "/terms", accepted: true },
  legal: { title: "Legal notice", path: "/legal", accepted: false },
  accessibility: { title: "Accessibility", path: "/accessibility", accepted: false },
} as const;

export type SiteTextKind = keyof typeof SITE_TEXTS;

export const SITE_TEXT_LENGTH = 50_000;

/** The kinds of text that people accept. */
export const ACCEPTED_KINDS = (Object.keys(SITE_TEXTS) as SiteTextKind[]).filter((kind) => SITE_TEXTS[kind].accepted);
