import { z } from "zod";
import { ownPath } from "../web/field-forms.js";

const version = z.coerce.number().int().min(0).optional().catch(undefined);

/** The versions that the page showed when they were accepted. */
export const shownVersions = z
  .object({ termsVersion: version, privacyVersion: version })
  .transform(({ termsVersion: terms, privacyVersion: privacy }) => ({
    ...(terms !== undefined && { terms }),
    ...(privacy !== undefined && { privacy }),
  }));

/** Accepting them later: where to go on to comes with it. */
export const acceptForm = shownVersions.and(z.object({ next: ownPath() }));

export const acceptQuery = z.object({ next: ownPath() });
