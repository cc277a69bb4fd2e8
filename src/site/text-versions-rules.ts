import type { SiteTextKind } from "./site-texts-rules.js";

/** The texts that people accept when they register, and again in each new version. */
export const ACCEPTED_TEXTS = ["terms", "privacy"] as const satisfies readonly SiteTextKind[];

export type AcceptedText = (typeof ACCEPTED_TEXTS)[number];

/** A version of each of them; 0 is the starter text. */
export type TextVersions = Record<AcceptedText, number>;

/** The texts of which somebody has accepted only an older version than the current one. */
export function textsToAccept(accepted: Partial<TextVersions> | undefined, current: TextVersions): AcceptedText[] {
  return ACCEPTED_TEXTS.filter((kind) => current[kind] > (accepted?.[kind] ?? 0));
}
