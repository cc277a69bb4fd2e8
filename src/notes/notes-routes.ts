import { randomUUID } from "node:crypto";
import { Router, type Request, type Response } from "express";
import { FILE_FIELD, FILE_KINDS } from "../files/file-rules.js";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { sendFile } from "../web/send-file.js";
import { uploadForm } from "../web/upload.js";
import { attachFile } from "./attach-file.js";
import { findNotable, findNote } from "./find-note.js";
import { attachmentForm, noteForm } from "./note-forms.js";
import { NOTE_LENGTH } from "./note-rules.js";
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
      await saveNote(services, person(req), recordId(req), { kind: "record", ...edited });
      goTo(res, `/appointments/${recordId(req)}/note`);
    }),
  );

  return router;
}

/** A note's attachments. */
export function attachmentRoutes(services: Services): Router {
  const router = Router();

  router.post(
    "/appointments/:id/note/attachments",
    uploadForm("note.write", {
      field: "file",
      missing: "Please choose a file.",
      schema: attachmentForm,
      find: (req) => findNotable(person(req), recordId(req)),
      showAgain: (req, res, state) => showNote(services, req, res, state),
      async handle(req, res, upload) {
        await attachFile(services, person(req), { appointmentId: recordId(req), noteKind: "record" }, upload);
        goTo(res, `/appointments/${recordId(req)}/note`);
      },
    }),
  );

  router.get("/attachments/:id", allow("note.read"), async (req, res) => {
    sendFile(res, await openAttachment(services, person(req), recordId(req)));
  });

  return router;
}

async function showNote(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const note = await findNote(services, person(req), recordId(req), "record");
  const isStale = res.statusCode === 409;
  await show(res, "notes/note", {
    title: "Session note",
    note,
    form: state,
    isStale,
    sitting: randomUUID(),
    kinds: FILE_KINDS,
    fileField: FILE_FIELD,
    noteLength: NOTE_LENGTH,
  });
}
