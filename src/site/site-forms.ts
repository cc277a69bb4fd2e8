import { z } from "zod";
import { readWhole } from "../protocol/numbers.js";
import { emailAddress, longText, singleLine, timeZone } from "../web/field-forms.js";
import { CURRENCIES } from "../web/money-rules.js";
import { isCountry } from "./country-rules.js";
import { ACCENTS, AGES_OF_CONSENT, SITE_NAME_LENGTHS, type Accent } from "./site-rules.js";
import { SITE_TEXT_LENGTH } from "./site-texts-rules.js";

const accents = Object.keys(ACCENTS) as [Accent, ...Accent[]];
const { least, most } = AGES_OF_CONSENT;
const AGE = `Please enter an age from ${least} to ${most}.`;
const version = z.coerce.number().int().min(0);

/** The site's settings as an admin edits them. */
export const settingsForm = z.object({
  name: singleLine(SITE_NAME_LENGTHS.most).refine(
    (name) => name.length >= SITE_NAME_LENGTHS.least,
    "Please give the site a name.",
  ),
  contact: z.union([z.literal(""), emailAddress()]),
  zone: timeZone("Please choose a time zone."),
  country: z.string().refine((code) => code === "" || isCountry(code), "Please choose a country."),
  accent: z.enum(accents, "Please choose a colour."),
  currency: z.enum(CURRENCIES, "Please choose a currency."),
  ageOfConsent: z
    .string(AGE)
    .transform((text) => readWhole(text) ?? NaN)
    .pipe(z.number(AGE).min(least, AGE).max(most, AGE)),
  practiceOfOne: z.preprocess((sent) => sent === "yes", z.boolean()),
  version,
});

/** Nothing comes with a logo but the picture. */
export const logoForm = z.object({});

/** The next version of a site text. */
export const textForm = z.object({
  version,
  markdown: z.string("Please write the text.").trim().min(1, "Please write the text.").pipe(longText(SITE_TEXT_LENGTH)),
});
