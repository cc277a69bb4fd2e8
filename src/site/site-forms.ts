import { z } from "zod";
import { isZone } from "../accounts/account-rules.js";
import { isCountry } from "./country-rules.js";
import { CURRENCIES } from "./currency-rules.js";
import { ACCENTS, AGES_OF_CONSENT, type Accent } from "./site-rules.js";
import { SITE_TEXT_LENGTH } from "./site-texts-rules.js";

const accents = Object.keys(ACCENTS) as [Accent, ...Accent[]];
const { least, most } = AGES_OF_CONSENT;
const version = z.coerce.number().int().min(0);
const oneLine = z
  .string()
  .trim()
  .normalize("NFC")
  .regex(/^\P{Cc}*$/u, "Please keep this on one line.");

/** The site's settings as an admin edits them. */
export const settingsForm = z.object({
  name: oneLine.pipe(z.string().min(2, "Please give the site a name.").max(60, "Please use at most 60 characters.")),
  contact: z.union([z.literal(""), z.email("Please enter an e-mail address such as hello@example.org.")]),
  zone: z.string().refine(isZone, "Please choose a time zone."),
  currency: z.enum(CURRENCIES, "Please choose a currency."),
  country: z.string().refine((code) => code === "" || isCountry(code), "Please choose a country."),
  accent: z.enum(accents, "Please choose a colour."),
  ageOfConsent: z.coerce
    .number(`Please enter an age from ${least} to ${most}.`)
    .int(`Please enter an age from ${least} to ${most}.`)
    .min(least, `Please enter an age from ${least} to ${most}.`)
    .max(most, `Please enter an age from ${least} to ${most}.`),
  practiceOfOne: z.preprocess((sent) => sent === "yes", z.boolean()),
  version,
});

/** The next version of a site text. */
export const textForm = z.object({
  version,
  markdown: z
    .string("Please write the text.")
    .trim()
    .min(1, "Please write the text.")
    .max(SITE_TEXT_LENGTH, `Please use at most ${SITE_TEXT_LENGTH} characters.`)
    .transform((text) => text.replaceAll("\r\n", "\n")),
});
