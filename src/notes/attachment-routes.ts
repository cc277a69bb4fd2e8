import { Router } from "express";
import type { Person } from "../access/permissions.js";
import { FILE_KINDS } from "../files/file-rules.js";
import { InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { giveData, goTo, wantsData } from "../web/respond.js";
import { uploadsForm } from "../web/upload.js";
import { attachFile } from "./attach-file.js";
import { attachmentForm } from "./attachment-forms.js";
import { markLaterFiles } from "./describe-note.js";
import { findNotable, findNote } from "./find-note.js";
import { MOST_FILES_AT_ONCE, NOTE_KINDS, notePath, type NoteKind } from "./note-rules.js";
import { showNote } from "./show-note-routes.js";

/** Attaches files to notes, several at once. */
export function attachmentRoutes(services: Services): Router {
  const router = Router();
  for (const noteKind of NOTE_KINDS) addUpload(router, services, noteKind);
  return router;
}

function addUpload(router: Router, services: Services, noteKind: NoteKind): void {
  router.post(
    `${notePath(":id", noteKind)}/attachments`,
    uploadsForm("note.write", {
      field: "file",
      most: MOST_FILES_AT_ONCE,
      missing: "Please choose a file.",
      schema: attachmentForm,
      find: (req) => findNotable(person(req), recordId(req)),
      showAgain: (req, res, state) => showNote(services, noteKind, req, res, state),
      async handle(req, res, files) {
        const appointmentId = recordId(req);
        const attach = (upload: { name: string; bytes: Buffer }) =>
          attachFile(services, person(req), { appointmentId, noteKind }, upload);
        const refusals: string[] = [];
        for (const file of files) {
          const refusal = await file.use(attach).then(() => null, refusalOf);
          if (refusal) refusals.push(files.length === 1 ? refusal : `“${file.name}” was not attached: ${refusal}`);
        }
        if (refusals.length > 0) throw new InvalidInput({ file: refusals.join(" ") });
        if (wantsData(req)) giveData(res, { html: await drawList(services, person(req), { appointmentId, noteKind }) });
        else goTo(res, `${notePath(appointmentId, noteKind)}#attachments`);
      },
    }),
  );
}

/** The list of a note's files, for the script that attached one. */
async function drawList(
  services: Services,
  actor: Person,
  { appointmentId, noteKind }: { appointmentId: string; noteKind: NoteKind },
): Promise<string> {
  const attachments = markLaterFiles(await findNote(services, actor, appointmentId, noteKind));
  return services.render("notes/_attachment-list", { attachments, kinds: FILE_KINDS, zone: actor.zone });
}

/** Why a file was rejected; the others of its form are kept. */
function refusalOf(error: unknown): string {
  if (error instanceof InvalidInput && error.fields.file) return error.fields.file;
  throw error;
}
