import { Router, type Request, type RequestHandler, type Response } from "express";
import { findAvailability } from "../availability/find-availability.js";
import { InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { csrf } from "../web/csrf.js";
import { allow } from "../web/guards.js";
import { actor } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { upload } from "../web/upload.js";
import { choices, GENDERS, LANGUAGES, MEDIA, SESSION_TYPES, SPECIALIZATIONS } from "./counsellor-rules.js";
import { findOwnProfile } from "./find-own-profile.js";
import { findPhoto } from "./find-photo.js";
import { profileForm } from "./profile-forms.js";
import { missingFrom } from "./profile-rules.js";
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
    goTo(res, "/profile?saved=1");
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
      goTo(res, "/profile?saved=1");
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      res.status(error.status);
      await showProfile(req, res, { entered: {}, errors: error.fields, problem: error.message });
    }
  };
  router.post("/profile/photo", allow("profile.edit"), upload("photo"), csrf, keep);
  return router;
}

async function showProfile(req: Request, res: Response, state: FormState): Promise<void> {
  const profile = await findOwnProfile(actor(req));
  const { weekly, overrides } = await findAvailability(actor(req).id ?? "");
  await show(res, "counsellors/own-profile", {
    title: "Your profile",
    form: state,
    profile,
    missing: missingFrom({ ...profile, gender: profile.gender ?? null }),
    hasHours: [...weekly, ...overrides.map(({ ranges }) => ranges)].some((ranges) => ranges.length > 0),
    choices: profileChoices,
    isSaved: req.query.saved === "1",
  });
}
