import { Router } from "express";
import type { Services } from "../services.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { goTo } from "../web/respond.js";
import { sendFile } from "../web/send-file.js";
import { uploadForm } from "../web/upload.js";
import { attachFile } from "./attach-file.js";
import { findNotable } from "./find-note.js";
import { attachmentForm } from "./note-forms.js";
import { NOTE_KINDS, notePath, type NoteKind } from "./note-rules.js";
import { openAttachment } from "./open-attachment.js";
import { showNote } from "./show-note-routes.js";

/** The attachments of notes. */
export function attachmentRoutes(services: Services): Router {
  const router = Router();
  for (const noteKind of NOTE_KINDS) addUpload(router, services, noteKind);

  router.get("/attachments/:id", allow("note.read"), async (req, res) => {
    sendFile(res, await openAttachment(services, person(req), recordId(req)));
  });

  return router;
}

function addUpload(router: Router, services: Services, noteKind: NoteKind): void {
  router.post(
    `${notePath(":id", noteKind)}/attachments`,
    uploadForm("note.write", {
      field: "file",
      missing: "Please choose a file.",
      schema: attachmentForm,
      find: (req) => findNotable(person(req), recordId(req)),
      showAgain: (req, res, state) => showNote(services, noteKind, req, res, state),
      async handle(req, res, upload) {
        await attachFile(services, person(req), { appointmentId: recordId(req), noteKind }, upload);
        goTo(res, notePath(recordId(req), noteKind));
      },
    }),
  );
}
