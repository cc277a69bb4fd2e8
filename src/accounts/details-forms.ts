import { z } from "zod";
import { isCountry } from "../site/country-rules.js";
import { personName, singleLine, telephone, timeZone } from "../web/field-forms.js";
import { NAME_LENGTHS } from "./account-rules.js";
import { MAIL_LOCALES, PHONE_LENGTH, PRONOUNS_LENGTH } from "./details-rules.js";
import { CONTACT_LENGTHS } from "./emergency-contact-rules.js";

/** A person's own details. A counsellor's name is edited on their public profile, so it may be left out here. */
export const detailsForm = z.object({
  name: personName(NAME_LENGTHS, "Please enter a name of two letters or more.").optional(),
  pronouns: singleLine(PRONOUNS_LENGTH),
  zone: timeZone(),
  mailLocale: z.string().refine((key) => Object.hasOwn(MAIL_LOCALES, key), "Please choose a language."),
  phone: telephone(PHONE_LENGTH),
  country: z.string().refine((code) => code === "" || isCountry(code), "Please choose a country."),
  version: z.coerce.number().int().min(0),
});

const contactFields = z.object({
  contactName: singleLine(CONTACT_LENGTHS.name),
  contactRelation: singleLine(CONTACT_LENGTHS.relation),
  contactPhone: telephone(PHONE_LENGTH),
  homeAddress: singleLine(CONTACT_LENGTHS.homeAddress).default(""),
  contactVersion: z.string().regex(/^([0-9a-f]{24})?$/),
});
type ContactFields = z.infer<typeof contactFields>;

/** Without a home address to keep, a contact is. Zod asks also while a field is wrong, which is then not there. */
const isForContact = (sent: Partial<ContactFields>): boolean =>
  !sent.homeAddress || sent.contactName !== "" || sent.contactRelation !== "" || sent.contactPhone !== "";

const always = (): boolean => true;

/**
 * Whom to call in an emergency, and where one lives. `contactVersion` names what was shown; empty where nothing was saved yet.
 */
export const emergencyContactForm = contactFields
  .refine((sent) => !isForContact(sent) || sent.contactName !== "", {
    path: ["contactName"],
    error: "Please enter their name.",
    when: always,
  })
  .refine((sent) => !isForContact(sent) || sent.contactPhone !== "", {
    path: ["contactPhone"],
    error: "Please enter their telephone number.",
    when: always,
  })
  .transform((sent) => ({
    name: sent.contactName,
    relation: sent.contactRelation,
    phone: sent.contactPhone,
    homeAddress: sent.homeAddress,
    version: sent.contactVersion,
  }));

/** Whether to hide one's address in calls: a ticked box or none. */
export const callsForm = z.object({ hidesAddress: z.literal("on").optional() });

/** Nothing comes with a photo but the photo itself. */
export const ownPhotoForm = z.object({});
