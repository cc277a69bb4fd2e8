import type { Request, Response } from "express";
import { LEAST_PHOTO_SIDE, pictureField } from "../files/file-rules.js";
import type { Person } from "../access/permissions.js";
import type { Services } from "../services.js";
import { COUNTRIES } from "../site/country-rules.js";
import { person } from "../web/passport.js";
import { emptyForm, type FormState } from "../web/read-form.js";
import { goTo, show, wantsFragment } from "../web/respond.js";
import { zoneChoices } from "../web/zone-rules.js";
import { detailsForm, emergencyContactForm } from "./details-forms.js";
import { detailsChanged, MAIL_LOCALES, PHONE_LENGTH, PRONOUNS_LENGTH } from "./details-rules.js";
import { findEmergencyContact } from "./emergency-contact.js";
import { CONTACT_LENGTHS, contactChanged } from "./emergency-contact-rules.js";
import { findOwnDetails, type OwnDetails } from "./find-own-details.js";

const SAVED = {
  details: "Your details are saved.",
  contact: "Your emergency details are saved.",
  erased: "Your emergency details are deleted.",
  photo: "Your photo is saved.",
  removed: "Your photo is removed.",
  calls: "Saved. This applies from the next call you join.",
} as const;

/** What happened just now, as the page's address names it. */
export type Saved = keyof typeof SAVED;

const ZONE_HINTS = {
  counsellor: "We show all times in this zone, and your hours follow it. Booked sessions do not move.",
  other: "We show all times in this zone.",
};

const lengths = { pronouns: PRONOUNS_LENGTH, phone: PHONE_LENGTH, ...CONTACT_LENGTHS };
const locales = Object.entries(MAIL_LOCALES).map(([key, label]) => ({ key, label }));

/** Where people see and change their details. */
export const DETAILS_PAGE = "/account/profile";

type Contact = Awaited<ReturnType<typeof findEmergencyContact>>;

/** Answers a form of the page: htmx with its part alone, so that what is unsaved beside it stays, others with the whole page. */
export async function showSaved(services: Services, req: Request, res: Response, saved: Saved): Promise<void> {
  if (wantsFragment(req)) await showDetails(services, req, res, emptyForm, SAVED[saved]);
  else goTo(res, `${DETAILS_PAGE}?saved=${saved}`);
}

/** The page of a person's own details; after a conflict, with what the other window saved. */
export async function showDetails(
  services: Services,
  req: Request,
  res: Response,
  state: FormState,
  said?: string,
): Promise<void> {
  const reader = person(req);
  const isClient = reader.role === "client";
  const [details, contact] = await Promise.all([
    findOwnDetails(services, reader),
    isClient ? findEmergencyContact(services, reader.id) : null,
  ]);
  const data = {
    title: "Your details",
    form: state,
    details,
    contact,
    isClient,
    ...versionsShown(details, contact, state, res.statusCode === 409),
    ...choicesFor(reader),
    calls: details.calls,
    said,
    isSwapped: wantsFragment(req),
    ...noticeOf(req),
  };
  await show(res, "accounts/details", data, { fragment: `accounts/${partOf(req.path)}` });
}

function partOf(path: string): string {
  if (path.startsWith("/account/photo")) return "_own-photo";
  return path.startsWith("/account/calls") ? "_calls" : "_emergency-contact";
}

function choicesFor({ role }: Person) {
  const isCounsellor = role === "counsellor";
  return {
    isCounsellor,
    zoneHint: isCounsellor ? ZONE_HINTS.counsellor : ZONE_HINTS.other,
    choices: { zones: zoneChoices(), countries: COUNTRIES, locales },
    lengths,
    photoField: pictureField(LEAST_PHOTO_SIDE),
  };
}

function noticeOf({ query: { saved } }: Request): { notice?: { tone: "success"; text: string } } {
  const text = typeof saved === "string" && Object.hasOwn(SAVED, saved) ? SAVED[saved as Saved] : null;
  return text ? { notice: { tone: "success", text } } : {};
}

/** The versions that the forms are sent from: after a conflict the latest ones, with what another window saved. */
function versionsShown(details: OwnDetails, contact: Contact, state: FormState, isConflict: boolean) {
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
function differences(saved: OwnDetails, { entered }: FormState): ReturnType<typeof detailsChanged> | null {
  const edited = detailsForm.safeParse(entered);
  return edited.success ? detailsChanged(saved, { ...edited.data, name: edited.data.name ?? saved.name }) : null;
}

function contactDifferences(saved: Contact, { entered }: FormState): ReturnType<typeof contactChanged> | null {
  const edited = emergencyContactForm.safeParse(entered);
  return edited.success ? contactChanged(saved, edited.data) : null;
}
