import { Router, type Request, type RequestHandler, type Response } from "express";
import { choices } from "../catalogue/catalogue-rules.js";
import { FILE_FIELD, FILE_KINDS } from "../files/file-rules.js";
import type { Services } from "../services.js";
import { COUNTRIES } from "../site/country-rules.js";
import { doneWords } from "../web/done-words.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState, type ShowForm } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { sendFile } from "../web/send-file.js";
import { uploadForm } from "../web/upload.js";
import { askForVerification } from "./ask-for-verification.js";
import { describeOwn } from "./describe-own.js";
import { addDocument, openOwnDocument, removeDocument } from "./documents.js";
import { saveLicence } from "./save-licence.js";
import { askForm, documentForm, licenceForm } from "./verification-forms.js";
import { LICENCE_LENGTHS, PURPOSES } from "./verification-rules.js";

const PAGE = "/profile/verification";
const DONE: Record<string, string> = {
  licence: "The details of your licence are saved.",
  document: "Your document is stored encrypted.",
  removed: "Your document is removed.",
  asked: "You have asked for verification. We will write to you by e-mail.",
};

/** A counsellor's own verification: licence, documents, and asking for it. */
export function verificationRoutes(services: Services): Router {
  const router = Router();
  const showAgain: ShowForm = (req, res, state) => showOwn(services, req, res, state);

  router.get(PAGE, allow("verification.edit"), (req, res) => showAgain(req, res, emptyForm));

  router.post(
    PAGE,
    allow("verification.edit"),
    form(licenceForm, showAgain, async (req, res, licence) => {
      await saveLicence(person(req), licence);
      goTo(res, `${PAGE}?done=licence`);
    }),
  );

  router.post(`${PAGE}/documents`, documentUpload(services, showAgain));

  router.get(`${PAGE}/documents/:id`, allow("verification.edit"), async (req, res) => {
    sendFile(res, await openOwnDocument(services, person(req), recordId(req)));
  });

  router.post(`${PAGE}/documents/:id/remove`, allow("verification.edit"), async (req, res) => {
    await removeDocument(services, person(req), recordId(req));
    goTo(res, `${PAGE}?done=removed`);
  });

  router.post(
    `${PAGE}/ask`,
    allow("verification.ask"),
    form(askForm, showAgain, async (req, res) => {
      await askForVerification(services, person(req));
      goTo(res, `${PAGE}?done=asked`);
    }),
  );

  return router;
}

function documentUpload(services: Services, showAgain: ShowForm): RequestHandler[] {
  return uploadForm("verification.edit", {
    field: "file",
    missing: "Please choose a file.",
    schema: documentForm,
    showAgain,
    async handle(req, res, upload, { purpose }) {
      await addDocument(services, person(req), { purpose, upload });
      goTo(res, `${PAGE}?done=document`);
    },
  });
}

async function showOwn(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const text = doneWords(req, DONE);
  await show(res, "verification/own", {
    title: "Your verification",
    ...(await describeOwn(services, person(req))),
    form: state,
    choices: { countries: COUNTRIES, purposes: choices(PURPOSES) },
    limits: LICENCE_LENGTHS,
    kinds: FILE_KINDS,
    fileField: FILE_FIELD,
    ...(text && { notice: { tone: "success", text } }),
  });
}
