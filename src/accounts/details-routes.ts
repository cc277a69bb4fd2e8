import { Router } from "express";
import type { Services } from "../services.js";
import { allow } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type ShowForm } from "../web/read-form.js";
import { uploadForm } from "../web/upload.js";
import { callsForm, detailsForm, emergencyContactForm, ownPhotoForm } from "./details-forms.js";
import { DETAILS_PAGE, showDetails, showSaved } from "./details-page-routes.js";
import { eraseEmergencyContact, saveEmergencyContact } from "./emergency-contact.js";
import { saveHidesAddress } from "./hides-address.js";
import { removeOwnPhoto, saveOwnPhoto } from "./own-photo.js";
import { saveDetails } from "./save-details.js";

/** What a person says about themselves that is not public: their details, and for clients a photo and an emergency contact. */
export function detailsRoutes(services: Services): Router {
  const router = Router();
  const showAgain: ShowForm = (req, res, state) => showDetails(services, req, res, state);

  router.get(DETAILS_PAGE, allow("account.manage"), (req, res) => showAgain(req, res, emptyForm));

  router.post(
    DETAILS_PAGE,
    allow("account.manage"),
    form(detailsForm, showAgain, async (req, res, details) => {
      services.loginsEnded(await saveDetails(services, person(req), details), "restarting");
      await showSaved(services, req, res, "details");
    }),
  );

  router.post(
    "/account/calls",
    allow("account.manage"),
    form(callsForm, showAgain, async (req, res, { hidesAddress }) => {
      await saveHidesAddress(person(req), hidesAddress === "on");
      await showSaved(services, req, res, "calls");
    }),
  );

  return router.use(contactRoutes(services, showAgain), photoRoutes(services, showAgain));
}

function contactRoutes(services: Services, showAgain: ShowForm): Router {
  const router = Router();

  router.post(
    "/account/emergency-contact",
    allow("contact.edit"),
    form(emergencyContactForm, showAgain, async (req, res, contact) => {
      await saveEmergencyContact(services, person(req), contact);
      await showSaved(services, req, res, "contact");
    }),
  );

  router.post("/account/emergency-contact/erase", allow("contact.edit"), async (req, res) => {
    await eraseEmergencyContact(person(req));
    await showSaved(services, req, res, "erased");
  });

  return router;
}

function photoRoutes(services: Services, showAgain: ShowForm): Router {
  const router = Router();

  router.post(
    "/account/photo",
    uploadForm("photo.edit", {
      field: "photo",
      missing: "Please choose a photo.",
      schema: ownPhotoForm,
      showAgain,
      async handle(req, res, { bytes }) {
        await saveOwnPhoto(services, person(req), bytes);
        await showSaved(services, req, res, "photo");
      },
    }),
  );

  router.post("/account/photo/remove", allow("photo.edit"), async (req, res) => {
    await removeOwnPhoto(services, person(req));
    await showSaved(services, req, res, "removed");
  });

  return router;
}
