import type { SiteTextKind } from "./site-texts-rules.js";

/** The texts that people accept when they register, and again in each new version. */
export const ACCEPTED_TEXTS = ["terms", "privacy"] as const satisfies readonly SiteTextKind[];

export type AcceptedText = (typeof ACCEPTED_TEXTS)[number];

/** A version of each of them; 0 is the starter text. */
export type TextVersions = Record<AcceptedText, number>;

/**
 * The texts of which someone has accepted only an older version than the current one. A newcomer without any acceptance registered
 * in a moment in which it could not be recorded, and accepts them all.
 */
export function textsToAccept(
  { accepted, isSettingUp = false }: { accepted?: Partial<TextVersions>; isSettingUp?: boolean },
  current: TextVersions,
): AcceptedText[] {
  if (!accepted && isSettingUp) return [...ACCEPTED_TEXTS];
  return ACCEPTED_TEXTS.filter((kind) => current[kind] > (accepted?.[kind] ?? 0));
}
