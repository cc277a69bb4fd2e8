import { z } from "zod";
import { NAME_LENGTHS } from "../accounts/account-rules.js";
import { MAIL_LOCALES, PHONE_LENGTH } from "../accounts/details-rules.js";
import { CONTACT_LENGTHS } from "../accounts/emergency-contact-rules.js";
import { isCountry } from "../site/country-rules.js";
import { personName, singleLine, telephone, timeZone } from "../web/field-forms.js";

const version = z.coerce.number().int().min(0);

export const youForm = z.object({
  name: personName(NAME_LENGTHS, "Please enter a name of two letters or more. A first name is enough."),
  zone: timeZone(),
  country: z.string().refine((code) => code === "" || isCountry(code), "Please choose a country."),
  version,
});

export const reachForm = z.object({
  phone: telephone(PHONE_LENGTH),
  mailLocale: z.string().refine((key) => Object.hasOwn(MAIL_LOCALES, key), "Please choose a language."),
  version,
});

/** Whom to call in an emergency, or nobody: then all fields are empty. */
export const crisisForm = z
  .object({
    contactName: singleLine(CONTACT_LENGTHS.name),
    contactRelation: singleLine(CONTACT_LENGTHS.relation),
    contactPhone: telephone(PHONE_LENGTH),
    contactVersion: z.string().regex(/^([0-9a-f]{24})?$/),
  })
  .superRefine(({ contactName, contactRelation, contactPhone }, context) => {
    const fail = (path: string, message: string): void => context.addIssue({ code: "custom", path: [path], message });
    if (!contactName && !contactRelation && !contactPhone) return;
    if (!contactName) fail("contactName", "Please enter their name, or leave all three fields empty.");
    if (!contactPhone) fail("contactPhone", "Please enter their telephone number, or leave all three fields empty.");
  })
  .transform(({ contactName: name, contactRelation: relation, contactPhone: phone, contactVersion: version }) =>
    name ? { name, relation, phone, version } : null,
  );
