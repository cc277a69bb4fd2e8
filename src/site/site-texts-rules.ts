/** The texts that every site needs, in the order of the footer. */
export const SITE_TEXTS = {
  privacy: { title: "Privacy notice", path: "/privacy" },
  terms: { title: "Terms of use", path: "/terms" },
  legal: { title: "Legal notice", path: "/legal" },
  accessibility: { title: "Accessibility", path: "/accessibility" },
} as const;

export type SiteTextKind = keyof typeof SITE_TEXTS;

export const TEXT_KINDS = Object.keys(SITE_TEXTS) as SiteTextKind[];

export const SITE_TEXT_LENGTH = 50_000;
