import { Router, type Request, type Response } from "express";
import { renderPlainMarkdown } from "../platform/markdown.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { addAddendum } from "./add-addendum.js";
import { describeNote } from "./describe-note.js";
import { findNote } from "./find-note.js";
import { addendumForm, signForm } from "./note-forms.js";
import { notePath } from "./note-rules.js";
import { showNote } from "./show-note-routes.js";
import { signRecord } from "./sign-record.js";

/** Signing a record, and adding to it afterwards. */
export function signRoutes(services: Services): Router {
  const router = Router();
  const showReview = (req: Request, res: Response, state: FormState) => showSign(services, req, res, state);
  const showRecord = (req: Request, res: Response, state: FormState) => showNote(services, "record", req, res, state);

  router.get("/appointments/:id/note/sign", allow("note.write"), (req, res) => showReview(req, res, emptyForm));

  router.post(
    "/appointments/:id/note/sign",
    allow("note.write"),
    form(signForm, showReview, async (req, res, { version }) => {
      await signRecord(services, person(req), { appointmentId: recordId(req), version });
      goTo(res, notePath(recordId(req), "record"));
    }),
  );

  router.post(
    "/appointments/:id/note/addenda",
    allow("note.write"),
    form(addendumForm, showRecord, async (req, res, addendum) => {
      await addAddendum(services, person(req), { appointmentId: recordId(req), ...addendum });
      goTo(res, notePath(recordId(req), "record"));
    }),
  );

  return router;
}

async function showSign(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const note = await findNote(services, person(req), recordId(req), "record");
  if (note.signed) return goTo(res, notePath(recordId(req), "record"));
  await show(res, "notes/sign", {
    ...describeNote(note, person(req), format),
    title: "Sign the record",
    signer: person(req).name,
    textHtml: renderPlainMarkdown(note.text),
    filesWords: filesWords(note.attachments.length),
    isEmpty: note.text.trim() === "",
    version: note.version,
    form: state,
  });
}

function filesWords(count: number): string {
  if (count === 0) return "";
  return count === 1 ? " and the file beside it" : ` and the ${count} files beside it`;
}
