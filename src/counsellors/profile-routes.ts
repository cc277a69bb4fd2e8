import { Router, type Request, type RequestHandler, type Response } from "express";
import { findAvailability } from "../availability/find-availability.js";
import { InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { csrf } from "../web/csrf.js";
import { allow } from "../web/guards.js";
import { actor } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show, wantsFragment } from "../web/respond.js";
import { upload } from "../web/upload.js";
import { choices, GENDERS, LANGUAGES, MEDIA, SESSION_TYPES, SPECIALIZATIONS } from "./counsellor-rules.js";
import { findOwnProfile } from "./find-own-profile.js";
import { findPhoto } from "./find-photo.js";
import { profileForm } from "./profile-forms.js";
import { differencesFrom, type Difference } from "./profile-difference-rules.js";
import { missingFrom, type ProfileDetails } from "./profile-rules.js";
import { removePhoto, savePhoto } from "./save-photo.js";
import { saveProfile } from "./save-profile.js";

const ONE_YEAR_MS = 365 * 24 * 60 * 60_000;

const profileChoices = {
  specializations: choices(SPECIALIZATIONS),
  sessionTypes: choices(SESSION_TYPES),
  media: choices(MEDIA),
  genders: choices(GENDERS),
  languages: LANGUAGES.map((language) => ({ key: language, label: language })),
};

/** A counsellor's own profile, and the photos of all. */
export function profileRoutes(services: Services): Router {
  const router = Router();

  router.get("/profile", allow("profile.edit"), (req, res) => showProfile(req, res, emptyForm));

  router.post(
    "/profile",
    allow("profile.edit"),
    form(profileForm, showProfile, async (req, res, edited) => {
      await saveProfile(services, actor(req), edited);
      goTo(res, "/profile?saved=1");
    }),
  );

  router.post("/profile/photo/remove", allow("profile.edit"), async (req, res) => {
    await removePhoto(services, actor(req));
    await showPhotoSaved(req, res, "Your photo is removed.");
  });

  router.get("/photos/:reference", allow("counsellor.find"), async (req, res) => {
    const bytes = await findPhoto(services, actor(req), req.params.reference as string);
    res
      .type("image/webp")
      .set("Cache-Control", `private, max-age=${ONE_YEAR_MS / 1000}, immutable`)
      .send(bytes);
  });

  return router;
}

/** The photo's form carries a file, so it is read before the form token can be checked. */
export function photoUploadRoutes(services: Services): Router {
  const router = Router();
  const keep: RequestHandler = async (req, res) => {
    try {
      if (!req.file) throw new InvalidInput({ photo: "Please choose a photo." });
      await savePhoto(services, actor(req), req.file.buffer);
      await showPhotoSaved(req, res, "Your photo is saved.");
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      res.status(error.status);
      await showProfile(req, res, { entered: {}, errors: error.fields, problem: error.message });
    }
  };
  router.post("/profile/photo", allow("profile.edit"), upload("photo"), csrf, keep);
  return router;
}

/** In place where htmx asked, so that what is being written beside it stays. */
async function showPhotoSaved(req: Request, res: Response, photoSaid: string): Promise<void> {
  if (wantsFragment(req)) await showProfile(req, res, emptyForm, photoSaid);
  else goTo(res, "/profile?saved=1");
}

async function showProfile(req: Request, res: Response, state: FormState, photoSaid?: string): Promise<void> {
  const profile = await findOwnProfile(actor(req));
  const details = { ...profile, gender: profile.gender ?? null };
  const { weekly, overrides } = await findAvailability(actor(req).id ?? "");
  const data = {
    title: "Your profile",
    form: state,
    profile,
    missing: missingFrom(details),
    savedElsewhere: differencesNow(details, state),
    hasHours: [...weekly, ...overrides.map(({ ranges }) => ranges)].some((ranges) => ranges.length > 0),
    choices: profileChoices,
    isSaved: req.query.saved === "1",
    photoSaid,
    swapped: wantsFragment(req),
  };
  await show(res, "counsellors/own-profile", data, { fragment: "counsellors/_own-photo" });
}

/** What another window saved since the form that comes back was opened; null where none did. */
function differencesNow(saved: ProfileDetails & { version: number }, { entered }: FormState): Difference[] | null {
  const edited = profileForm.safeParse(entered);
  if (!edited.success || edited.data.version === saved.version) return null;
  return differencesFrom(saved, edited.data);
}
