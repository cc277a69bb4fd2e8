import { z } from "zod";
import { keysOf } from "../catalogue/catalogue-rules.js";
import { isCountry } from "../site/country-rules.js";
import { singleLine } from "../web/field-forms.js";
import { LICENCE_LENGTHS, PURPOSES, RETURN_LENGTH, VERIFIED_LENGTH } from "./verification-rules.js";

/** A day as browsers send it: "2027-05-31". */
const day = (missing: string) => z.iso.date(missing);
const version = z.coerce.number().int().min(0);

export const licenceForm = z
  .object({
    body: singleLine(LICENCE_LENGTHS.body).refine((text) => text !== "", "Please enter who issued your licence."),
    number: singleLine(LICENCE_LENGTHS.number).refine((text) => text !== "", "Please enter its number."),
    country: z.string().refine(isCountry, "Please choose the country in which it is valid."),
    expiresOn: z.union([z.literal(""), day("Please enter a date, or leave it empty.")], "Please enter a date."),
    version,
  })
  .transform(({ expiresOn, ...licence }) => ({ ...licence, ...(expiresOn && { expiresOn }) }));

/** What comes with a document. */
export const documentForm = z.object({
  purpose: z.enum(keysOf(PURPOSES), "Please choose what the document shows."),
});

/** Asking for verification sends nothing else. */
export const askForm = z.object({});

/** The two versions that an admin looked at. */
const seen = { version, profileVersion: version };

export const approveForm = z.object({
  what: singleLine(VERIFIED_LENGTH).refine((what) => what !== "", "Please say what you checked. Clients read this."),
  until: day("Please enter the last day on which it is valid."),
  ...seen,
});

export const returnForm = z.object({
  reason: z
    .string()
    .trim()
    .transform((text) => text.replaceAll("\r\n", "\n"))
    .pipe(
      z
        .string()
        .min(1, "Please say what needs correcting. They read this.")
        .max(RETURN_LENGTH, `Please use at most ${RETURN_LENGTH} characters.`),
    ),
  ...seen,
});
