import { randomUUID } from "node:crypto";
import type { Request, Response } from "express";
import { FILE_FIELD, FILE_KINDS } from "../files/file-rules.js";
import { renderPlainMarkdown } from "../platform/markdown.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import type { FormState } from "../web/read-form.js";
import { show } from "../web/respond.js";
import { browserKeys } from "./browser-keys.js";
import { describeNote, describeSigned } from "./describe-note.js";
import { findNote, type OpenNote } from "./find-note.js";
import { NOTE_LENGTH, type NoteKind } from "./note-rules.js";
import { findTemplates } from "./own-templates.js";
import { TEMPLATES } from "./template-rules.js";

/** Shows the actor's note of this kind: to write, or to read once it is signed. Waits until it is `recorded` who reads. */
export async function showNote(
  services: Services,
  kind: NoteKind,
  req: Request,
  res: Response,
  state: FormState,
  recorded: Promise<void> = Promise.resolve(),
): Promise<void> {
  const [note, own] = await Promise.all([
    findNote(services, person(req), recordId(req), kind),
    findTemplates(services, person(req)),
    recorded,
  ]);
  if (note.signed) await showSigned(req, res, note, state);
  else await showEditor(services, req, res, { note, own }, state);
}

async function showSigned(req: Request, res: Response, note: OpenNote, state: FormState): Promise<void> {
  await show(res, "notes/signed", {
    note,
    form: state,
    noteLength: NOTE_LENGTH,
    scripts: ["notes.js"],
    ...describeNote(note, person(req), format),
    ...describeSigned(note, person(req), format, renderPlainMarkdown),
    ...attachmentsView,
  });
}

async function showEditor(
  services: Services,
  req: Request,
  res: Response,
  { note, own }: { note: OpenNote; own: Awaited<ReturnType<typeof findTemplates>> },
  state: FormState,
): Promise<void> {
  const isStale = res.statusCode === 409;
  const { entered } = state;
  const isPreview = entered.then === "preview" && typeof entered.text === "string";
  await show(res, "notes/note", {
    note,
    form: state,
    isStale,
    state: isStale ? "stale" : typeof entered.text === "string" ? "changed" : "open",
    /** The window that sent what the page shows. */
    cameFrom: typeof entered.sitting === "string" ? entered.sitting : "",
    // After a conflict the form replaces what the other window saved; else it knows what it was opened from.
    version: isStale ? note.version : (entered.version ?? note.version),
    sitting: randomUUID(),
    preview: isPreview ? renderPlainMarkdown(entered.text as string) : null,
    templates: [...TEMPLATES, ...own].map(({ id, name }) => ({ key: id, label: name })),
    noteLength: NOTE_LENGTH,
    keep: keepView(services, req, note),
    scripts: ["notes.js"],
    attachments: note.attachments,
    ...describeNote(note, person(req), format),
    ...attachmentsView,
  });
}

/** What the page's script needs to keep text in this browser. */
function keepView(services: Services, req: Request, { appointment, kind }: OpenNote) {
  const keys = browserKeys(services, person(req), { appointmentId: appointment.id, kind });
  return { about: `note-${appointment.id}-${kind}`, keys: keys.join(" ") };
}

const attachmentsView = { kinds: FILE_KINDS, fileField: FILE_FIELD };
