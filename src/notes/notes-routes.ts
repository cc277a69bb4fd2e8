import { Router, type Request, type RequestHandler, type Response } from "express";
import { FILE_KINDS } from "../files/file-rules.js";
import { InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { csrf } from "../web/csrf.js";
import { allow } from "../web/guards.js";
import { actor } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { sendFile } from "../web/send-file.js";
import { upload } from "../web/upload.js";
import { attachFile } from "./attach-file.js";
import { findNotable, findNote } from "./find-note.js";
import { noteForm } from "./note-forms.js";
import { openAttachment } from "./open-attachment.js";
import { saveNote } from "./save-note.js";

/** A counsellor's note on a session. */
export function noteRoutes(services: Services): Router {
  const router = Router();
  const showAgain = (req: Request, res: Response, state: FormState): Promise<void> =>
    showNote(services, req, res, state);

  router.get("/appointments/:id/note", allow("note.write"), (req, res) => showAgain(req, res, emptyForm));

  router.post(
    "/appointments/:id/note",
    allow("note.write"),
    form(noteForm, showAgain, async (req, res, edited) => {
      await saveNote(services, actor(req), req.params.id as string, edited);
      goTo(res, `/appointments/${req.params.id as string}/note`);
    }),
  );

  return router;
}

/** A note's attachments. Their forms carry files, so they are read before the form token can be checked. */
export function attachmentRoutes(services: Services): Router {
  const router = Router();

  const ensureOwn: RequestHandler = async (req, _res, next) => {
    await findNotable(actor(req), req.params.id as string);
    next();
  };

  router.post(
    "/appointments/:id/note/attachments",
    allow("note.write"),
    ensureOwn,
    upload("file"),
    csrf,
    async (req, res) => {
      const id = req.params.id as string;
      try {
        if (!req.file) throw new InvalidInput({ file: "Please choose a file." });
        await attachFile(services, actor(req), id, { name: req.file.originalname, bytes: req.file.buffer });
        goTo(res, `/appointments/${id}/note`);
      } catch (error) {
        if (!(error instanceof InvalidInput)) throw error;
        res.status(error.status);
        await showNote(services, req, res, { entered: {}, errors: error.fields, problem: error.message });
      }
    },
  );

  router.get("/attachments/:id", allow("note.read"), async (req, res) => {
    sendFile(res, await openAttachment(services, actor(req), req.params.id as string));
  });

  return router;
}

async function showNote(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const note = await findNote(services, actor(req), req.params.id as string);
  const isStale = res.statusCode === 409;
  await show(res, "notes/note", { title: "Session note", note, form: state, isStale, kinds: FILE_KINDS });
}
