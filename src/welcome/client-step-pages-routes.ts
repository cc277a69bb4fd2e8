import type { Request } from "express";
import type { z } from "zod";
import { MAIL_LOCALES, PHONE_LENGTH, type Details } from "../accounts/details-rules.js";
import { findEmergencyContact, saveEmergencyContact } from "../accounts/emergency-contact.js";
import { CONTACT_LENGTHS } from "../accounts/emergency-contact-rules.js";
import { findOwnAccount } from "../accounts/find-own-account.js";
import { findOwnDetails } from "../accounts/find-own-details.js";
import { saveDetails } from "../accounts/save-details.js";
import type { Services } from "../services.js";
import { COUNTRIES } from "../site/country-rules.js";
import { person } from "../web/passport.js";
import { countryOfZone, zoneChoices } from "../web/zone-rules.js";
import type { ClientStep } from "./step-rules.js";
import { crisisForm, reachForm, youForm } from "./welcome-forms.js";

/** The page of one step. */
export interface StepPage<S extends z.ZodType> {
  step: ClientStep;
  schema: S;
  /** What its page shows besides the form. */
  find: (req: Request) => Promise<object>;
  save: (req: Request, input: z.infer<S>) => Promise<void>;
}

const lengths = { phone: PHONE_LENGTH, ...CONTACT_LENGTHS };
const locales = Object.entries(MAIL_LOCALES).map(([key, label]) => ({ key, label }));

/** Name, zone and country, which the zone suggests. */
export function youStep(services: Services): StepPage<typeof youForm> {
  return {
    step: "you",
    schema: youForm,
    async find(req) {
      const details = await findOwnDetails(services, person(req));
      const country = details.version === 0 ? (countryOfZone(details.zone) ?? "") : details.country;
      return { details: { ...details, country }, zones: zoneChoices(), countries: COUNTRIES };
    },
    save: (req, some) => saveSome(services, req, some),
  };
}

/** Telephone, and how mails write dates. */
export function reachStep(services: Services): StepPage<typeof reachForm> {
  return {
    step: "reach",
    schema: reachForm,
    async find(req) {
      const [details, { email }] = await Promise.all([
        findOwnDetails(services, person(req)),
        findOwnAccount(services, person(req)),
      ]);
      return { details, email, locales, lengths };
    },
    save: (req, some) => saveSome(services, req, some),
  };
}

/** Whom to call in a crisis, and an emergency contact. */
export function crisisStep(services: Services): StepPage<typeof crisisForm> {
  return {
    step: "crisis",
    schema: crisisForm,
    find: async (req) => ({ contact: await findEmergencyContact(services, person(req).id), lengths }),
    async save(req, contact) {
      if (!contact) return;
      const before = await findEmergencyContact(services, person(req).id);
      await saveEmergencyContact(services, person(req), { homeAddress: before?.homeAddress ?? "", ...contact });
    },
  };
}

type SomeDetails = Partial<Details> & { version: number };

/** Saves some of the details; the others stay as they are. */
async function saveSome(services: Services, req: Request, { version, ...some }: SomeDetails): Promise<void> {
  const before = await findOwnDetails(services, person(req));
  services.loginsEnded(await saveDetails(services, person(req), { ...before, ...some, version }), "restarting");
}
