import type { Request, Response } from "express";
import { LEAST_PHOTO_SIDE, pictureField } from "../files/file-rules.js";
import type { Services } from "../services.js";
import { COUNTRIES } from "../site/country-rules.js";
import { person } from "../web/passport.js";
import type { FormState } from "../web/read-form.js";
import { show } from "../web/respond.js";
import { zoneChoices } from "../web/zone-rules.js";
import { detailsForm, emergencyContactForm } from "./details-forms.js";
import { detailsChanged, MAIL_LOCALES, PHONE_LENGTH, PRONOUNS_LENGTH } from "./details-rules.js";
import { findEmergencyContact } from "./emergency-contact.js";
import { CONTACT_LENGTHS, contactChanged } from "./emergency-contact-rules.js";
import { findOwnDetails, type OwnDetails } from "./find-own-details.js";

const SAVED: Record<string, string> = {
  details: "Your details are saved.",
  contact: "Your emergency contact is saved.",
  erased: "Your emergency contact is erased.",
  photo: "Your photo is saved.",
  "no-photo": "Your photo is removed.",
};

const ZONE_HINTS = {
  counsellor: "All times are shown in it, and your hours follow it. Booked sessions stay where they are.",
  other: "All times are shown in it.",
};

const lengths = { pronouns: PRONOUNS_LENGTH, phone: PHONE_LENGTH, ...CONTACT_LENGTHS };
const locales = Object.entries(MAIL_LOCALES).map(([key, label]) => ({ key, label }));

type Contact = Awaited<ReturnType<typeof findEmergencyContact>>;

/** The page of a person's own details; after a conflict, with what the other window saved. */
export async function showDetails(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const reader = person(req);
  const isClient = reader.role === "client";
  const [details, contact] = await Promise.all([
    findOwnDetails(services, reader),
    isClient ? findEmergencyContact(services, reader.id) : null,
  ]);
  const saved = SAVED[typeof req.query.saved === "string" ? req.query.saved : ""];
  await show(res, "accounts/details", {
    title: "Your details",
    form: state,
    details,
    contact,
    isClient,
    isCounsellor: reader.role === "counsellor",
    ...versionsShown(details, contact, state, res.statusCode === 409),
    zoneHint: reader.role === "counsellor" ? ZONE_HINTS.counsellor : ZONE_HINTS.other,
    choices: { zones: zoneChoices(), countries: COUNTRIES, locales },
    lengths,
    photoField: pictureField(LEAST_PHOTO_SIDE),
    ...(saved && { notice: { tone: "success", text: saved } }),
  });
}

/** The versions that the forms are sent from: after a conflict the latest ones, with what another window saved. */
function versionsShown(details: OwnDetails, contact: Contact, state: FormState, isConflict: boolean): object {
  const latest = { version: details.version, contactVersion: contact?.version ?? "" };
  if (isConflict)
    return { ...latest, savedElsewhere: differences(details, state) ?? contactDifferences(contact, state) };
  const { version, contactVersion } = state.entered;
  return {
    version: version ?? latest.version,
    contactVersion: contactVersion ?? latest.contactVersion,
    savedElsewhere: null,
  };
}

/** What another window saved since the details that come back were opened; null where they are not what comes back. */
function differences(saved: OwnDetails, { entered }: FormState): object[] | null {
  const edited = detailsForm.safeParse(entered);
  return edited.success ? detailsChanged(saved, { ...edited.data, name: edited.data.name ?? saved.name }) : null;
}

function contactDifferences(saved: Contact, { entered }: FormState): object[] | null {
  const edited = emergencyContactForm.safeParse(entered);
  return edited.success ? contactChanged(saved, edited.data) : null;
}
