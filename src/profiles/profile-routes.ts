import { Router, type Request, type RequestHandler, type Response } from "express";
import { NAME_LENGTHS } from "../accounts/account-rules.js";
import { COUNT_LENGTH, PRICE_LENGTH } from "../protocol/numbers.js";
import type { Services } from "../services.js";
import { addressPart, allow } from "../web/guards.js";
import { actor, person } from "../web/passport.js";
import { format } from "../web/format.js";
import { symbolOf, writeAmount, type Currency } from "../web/money-rules.js";
import { siteCurrency } from "../web/site-currency.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show, wantsFragment } from "../web/respond.js";
import { uploadForm } from "../web/upload.js";
import {
  choices,
  ANSWER_TIMES,
  GENDERS,
  FIRST_TALK,
  LANGUAGES,
  MAIN_TYPES,
  MEDIA,
  SESSION_TYPES,
  SPECIALIZATIONS,
  type Offer,
} from "../catalogue/catalogue-rules.js";
import { UPCOMING_WITH_ONE } from "../catalogue/upcoming-rules.js";
import { CANCEL_WINDOW_HOURS } from "../catalogue/terms-rules.js";
import { LEAST_PHOTO_SIDE, pictureField } from "../files/file-rules.js";
import { findOwnProfile } from "./find-own-profile.js";
import { findPhoto } from "./find-photo.js";
import { photoForm, profileForm } from "./profile-forms.js";
import { differencesFrom, type ChangedPart } from "./profile-difference-rules.js";
import { APPROACH_LENGTHS, CREDENTIALS_LENGTH, missingFrom, type ProfileDetails } from "./profile-rules.js";
import { removePhoto, savePhoto } from "./save-photo.js";
import { saveProfile } from "./save-profile.js";

const ONE_YEAR_MS = 365 * 24 * 60 * 60_000;

const NAME_CHECKED = " If you change it, we have to verify you again. Until then, your profile is not in the search.";
const CREDENTIALS_CHECKED = " If you change them, we have to verify you again, as with your name.";

const WINDOW_HINT = `0 to ${CANCEL_WINDOW_HOURS.most}. Later, clients can still cancel but get no refund. This applies to new bookings only.`;

const UPCOMING_HINT = `${UPCOMING_WITH_ONE.least} to ${UPCOMING_WITH_ONE.most}. Offered times to a client do not count.`;

const profileChoices = {
  specializations: choices(SPECIALIZATIONS),
  sessionTypes: choices(SESSION_TYPES),
  media: choices(MEDIA),
  genders: choices(GENDERS),
  answerTimes: choices(ANSWER_TIMES).map(({ key, label }) => ({ key, label: `Within ${label}` })),
  payWays: [
    { key: "site", label: "On this site" },
    { key: "direct", label: "To you directly" },
    { key: "free", label: "Not at all: it is free" },
  ],
  languages: LANGUAGES.map((language) => ({ key: language, label: language })),
};

/** Whether a counsellor has set any hours. Availability answers this, in a folder above. */
export type HasHours = (counsellorId: string) => Promise<boolean>;

/** A counsellor's own profile, and the photos of all. */
export function profileRoutes(services: Services, hasHours: HasHours): Router {
  const router = Router();
  const showAgain = showProfile(hasHours);
  const save = (currency: Currency) =>
    form(profileForm(currency), showAgain, async (req, res, edited) => {
      await saveProfile(services, person(req), edited);
      goTo(res, "/profile?saved=1");
    });

  router.get("/profile", allow("profile.edit"), (req, res) => showAgain(req, res, emptyForm));

  router.post("/profile", allow("profile.edit"), (req, res, next) =>
    save(services.site.current.currency)(req, res, next),
  );

  router.post("/profile/photo", photoUpload(services, hasHours));

  router.post("/profile/photo/remove", allow("profile.edit"), async (req, res) => {
    await removePhoto(services, person(req));
    await showPhotoSaved(hasHours, req, res, "Your photo is removed.");
  });

  router.get("/photos/:reference", allow("counsellor.find"), async (req, res) => {
    const bytes = await findPhoto(services, actor(req), addressPart(req, "reference"));
    res
      .type("image/webp")
      .set("Cache-Control", `private, max-age=${ONE_YEAR_MS / 1000}, immutable`)
      .send(bytes);
  });

  return router;
}

function photoUpload(services: Services, hasHours: HasHours): RequestHandler[] {
  return uploadForm("profile.edit", {
    field: "photo",
    missing: "Please choose a photo.",
    schema: photoForm,
    showAgain: showProfile(hasHours),
    async handle(req, res, { bytes }) {
      await savePhoto(services, person(req), bytes);
      await showPhotoSaved(hasHours, req, res, "Your photo is saved.");
    },
  });
}

/** Answers htmx with the photo alone, so that the unsaved form beside it stays. */
async function showPhotoSaved(hasHours: HasHours, req: Request, res: Response, photoSaid: string): Promise<void> {
  if (wantsFragment(req)) await showProfile(hasHours, photoSaid)(req, res, emptyForm);
  else goTo(res, "/profile?saved=1");
}

const LIMITS = {
  name: NAME_LENGTHS.most,
  credentials: CREDENTIALS_LENGTH,
  approach: APPROACH_LENGTHS.most,
  minutes: COUNT_LENGTH,
  price: PRICE_LENGTH,
};

function hints(isVerified: boolean): Record<string, string> {
  const name = "As clients see it. A new name gives your page a new address; the old one still works.";
  const credentials = "Your training and licence, in one line.";
  return {
    nameHint: isVerified ? name + NAME_CHECKED : name,
    credentialsHint: isVerified ? credentials + CREDENTIALS_CHECKED : credentials,
    windowHint: WINDOW_HINT,
    upcomingHint: UPCOMING_HINT,
    approachHint: `What can clients expect from you? ${APPROACH_LENGTHS.least} to ${APPROACH_LENGTHS.most} characters.`,
  };
}

function showProfile(hasHours: HasHours, photoSaid?: string) {
  return async (req: Request, res: Response, state: FormState): Promise<void> => {
    const [profile, isSet] = await Promise.all([findOwnProfile(person(req)), hasHours(person(req).id)]);
    const details = { ...profile, gender: profile.gender ?? null, answersWithin: profile.answersWithin ?? null };
    const savedElsewhere = differencesNow(details, state);
    const data = {
      title: "Your profile",
      form: state,
      profile,
      missing: missingFrom(details),
      savedElsewhere,
      hasHours: isSet,
      choices: profileChoices,
      limits: LIMITS,
      ...hints(Boolean(profile.verified)),
      offers: offerFields(profile.offers),
      currency: siteCurrency(),
      priceLabel: `Price (${symbolOf(siteCurrency())})`,
      firstTalk: profile.offers.some(({ type }) => type === FIRST_TALK.type) ? "yes" : [],
      acceptsNew: profile.acceptsNew ? "yes" : [],
      version: savedElsewhere ? profile.version : (state.entered.version ?? profile.version),
      isSaved: req.query.saved === "1" && !state.problem,
      languages: languageWords(profile.languages, state),
      photoSaid,
      photoField: pictureField(LEAST_PHOTO_SIDE),
      swapped: wantsFragment(req),
    };
    await show(res, "profiles/own-profile", data, { fragment: "profiles/_own-photo" });
  };
}

function offerFields(offers: Offer[]) {
  return MAIN_TYPES.map((key) => {
    const label = SESSION_TYPES[key];
    const offer = offers.find(({ type }) => type === key);
    const price = offer && offer.priceCents > 0 ? writeAmount(offer.priceCents, siteCurrency()) : "";
    return { key, label, minutes: offer?.minutes ?? "", price, payBy: offer?.payBy ?? "site" };
  });
}

/** What another window has saved since this form was opened; null if nothing. */
function differencesNow(saved: ProfileDetails & { version: number }, { entered }: FormState): ChangedPart[] | null {
  const edited = profileForm(siteCurrency()).safeParse(entered);
  if (!edited.success || edited.data.version === saved.version) return null;
  return differencesFrom(saved, edited.data, format.money);
}

/** The head of the list of languages, which is open while nothing is chosen or something is wrong. */
function languageWords(languages: string[], { errors }: FormState): { words: string; isOpen: boolean } {
  return {
    words: languages.length > 0 ? `Languages: ${languages.join(", ")}` : "Languages",
    isOpen: languages.length === 0 || errors.languages !== undefined,
  };
}
