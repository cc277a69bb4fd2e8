import { Router, type Request, type Response } from "express";
import { FILE_KINDS } from "../files/file-rules.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { emptyForm, form, type FormState } from "../web/read-form.js";
import { goTo, show } from "../web/respond.js";
import { sendFile, showFile } from "../web/send-file.js";
import { attachmentEditForm, strikeForm } from "./attachment-forms.js";
import { changeAttachment } from "./change-attachment.js";
import { describeAttachment } from "./describe-attachment.js";
import { findAttachments, findOwnAttachment, openAttachment, openPreview } from "./find-attachment.js";
import { isNoteSigned } from "./is-note-signed.js";
import { notePath, ATTACHMENT_LENGTHS } from "./note-rules.js";
import { openToRead } from "./open-attachment.js";
import { removeAttachment, strikeAttachment } from "./remove-attachment.js";

/** One attachment of a note: its page, its file in every form, and what its author may change about it. */
export function attachedFileRoutes(services: Services): Router {
  const router = Router();
  const showAgain = (req: Request, res: Response, state: FormState) => showAttachment(services, req, res, state);

  router.get("/attachments/:id", allow("note.read"), async (req, res) => {
    sendFile(res, await openToRead(services, person(req), recordId(req)));
  });

  router.get("/attachments/:id/shown", allow("note.read"), async (req, res) => {
    showFile(res, await openToRead(services, person(req), recordId(req)));
  });

  router.get("/attachments/:id/small", allow("note.read"), async (req, res) => {
    const bytes = await openPreview(services, await findOwnAttachment(person(req), recordId(req)));
    showFile(res, { kind: "image/webp", bytes });
  });

  router.get("/attachments/:id/about", allow("note.read"), (req, res) => showAgain(req, res, emptyForm));

  router.post(
    "/attachments/:id/about",
    allow("note.write"),
    form(attachmentEditForm, showAgain, async (req, res, edited) => {
      await changeAttachment(services, person(req), recordId(req), edited);
      goTo(res, `/attachments/${recordId(req)}/about`);
    }),
  );

  router.post(
    "/attachments/:id/strike",
    allow("note.write"),
    form(strikeForm, showAgain, async (req, res, { reason }) => {
      await strikeAttachment(services, person(req), recordId(req), reason);
      goTo(res, `/attachments/${recordId(req)}/about`);
    }),
  );

  router.post("/attachments/:id/remove", allow("note.write"), async (req, res) => {
    const { appointmentId, noteKind } = await findOwnAttachment(person(req), recordId(req));
    await removeAttachment(services, person(req), recordId(req));
    goTo(res, `${notePath(String(appointmentId), noteKind)}#attachments`);
  });

  return router;
}

async function showAttachment(services: Services, req: Request, res: Response, state: FormState): Promise<void> {
  const attachment = await findOwnAttachment(person(req), recordId(req));
  const [isSigned, all] = await Promise.all([
    isNoteSigned(attachment),
    findAttachments(services, person(req), attachment),
  ]);
  const file = openAttachment(services, attachment);
  // The one page with a frame: only this site's own viewer may stand in it.
  const policy = String(res.get("Content-Security-Policy"));
  res.set("Content-Security-Policy", `${policy};frame-src 'self'`);
  const described = describeAttachment(file, FILE_KINDS, format, person(req).zone);
  await show(res, "notes/attachment", {
    title: file.name,
    scripts: described.isPdf ? ["attachment.js"] : [],
    form: state,
    file,
    isSigned,
    position: all.findIndex(({ id }) => id === file.id) + 1,
    positions: all.map((_, at) => ({ key: at + 1, label: String(at + 1) })),
    lengths: ATTACHMENT_LENGTHS,
    ...described,
  });
}
