import { z } from "zod";
import { isCountry } from "../site/country-rules.js";
import { personName, singleLine, timeZone } from "../web/field-forms.js";
import { NAME_LENGTHS } from "./account-rules.js";
import { MAIL_LOCALES, PHONE_LENGTH, PRONOUNS_LENGTH } from "./details-rules.js";
import { CONTACT_LENGTHS } from "./emergency-contact-rules.js";

const PHONE = "Please enter a telephone number such as +49 30 123456.";
/** At least five digits of any script, with what people write between them. */
const phone = singleLine(PHONE_LENGTH).refine((text) => text === "" || isPhone(text), PHONE);

/** A person's own details. A counsellor's name is edited on their public profile, so that it may be left out. */
export const detailsForm = z.object({
  name: personName(NAME_LENGTHS, "Please enter a name of two letters or more.").optional(),
  pronouns: singleLine(PRONOUNS_LENGTH),
  zone: timeZone(),
  mailLocale: z.string().refine((key) => Object.hasOwn(MAIL_LOCALES, key), "Please choose a language."),
  phone,
  country: z.string().refine((code) => code === "" || isCountry(code), "Please choose a country."),
  version: z.coerce.number().int().min(0),
});

/** Whom to call in an emergency. `contactVersion` names what was shown; empty where nothing was saved yet. */
export const emergencyContactForm = z
  .object({
    contactName: personName({ least: 1, most: CONTACT_LENGTHS.name }, "Please enter their name."),
    contactRelation: singleLine(CONTACT_LENGTHS.relation),
    contactPhone: singleLine(PHONE_LENGTH).refine(isPhone, PHONE),
    contactVersion: z.string().regex(/^([0-9a-f]{24})?$/),
  })
  .transform(({ contactName: name, contactRelation: relation, contactPhone: phone, contactVersion: version }) => ({
    name,
    relation,
    phone,
    version,
  }));

/** Nothing comes with a photo but the photo itself. */
export const ownPhotoForm = z.object({});

function isPhone(text: string): boolean {
  return /^[\p{Nd}\s()+./*#–-]+$/u.test(text) && (text.match(/\p{Nd}/gu) ?? []).length >= 5;
}
