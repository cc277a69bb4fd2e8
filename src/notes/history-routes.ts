import { Router, type Request, type Response } from "express";
import { FILE_KINDS } from "../files/file-rules.js";
import { NotFound } from "../platform/errors.js";
import { renderPlainMarkdown } from "../platform/markdown.js";
import type { Services } from "../services.js";
import { format } from "../web/format.js";
import { addressPart, allow, recordId } from "../web/guards.js";
import { person } from "../web/passport.js";
import { show } from "../web/respond.js";
import { describeNote, describeSigned } from "./describe-note.js";
import { findNote } from "./find-note.js";
import { findVersion, findVersions } from "./find-versions.js";
import { NOTE_KINDS, notePath, type NoteKind } from "./note-rules.js";
import { recordNoteOpened } from "./openings.js";

/** The earlier texts of a note, and a page of it to print. */
export function noteHistoryRoutes(services: Services): Router {
  const router = Router();
  for (const kind of NOTE_KINDS) {
    const path = notePath(":id", kind);
    router.get(`${path}/history`, allow("note.write"), (req, res) => showHistory(services, kind, req, res));
    router.get(`${path}/history/:version`, allow("note.write"), (req, res) => showVersion(services, kind, req, res));
    router.get(`${path}/print`, allow("note.write"), (req, res) => showPrint(services, kind, req, res));
  }
  return router;
}

async function showHistory(services: Services, kind: NoteKind, req: Request, res: Response): Promise<void> {
  const { note, versions, isComplete } = await findVersions(services, person(req), recordId(req), kind);
  const { zone } = person(req);
  await show(res, "notes/history", {
    ...describeNote(note, person(req), format),
    title: "Earlier versions",
    isComplete,
    versions: versions.map(({ version, savedAt, text }) => ({
      href: `${notePath(recordId(req), kind)}/history/${version}`,
      words: format.dateTime(savedAt, zone),
      length: `${text.length} characters`,
    })),
  });
}

async function showVersion(services: Services, kind: NoteKind, req: Request, res: Response): Promise<void> {
  const asked = { appointmentId: recordId(req), kind, version: Number(addressPart(req, "version")) };
  const [{ note, version }] = await Promise.all([
    findVersion(services, person(req), asked),
    recordNoteOpened(services, person(req), recordId(req), kind),
  ]);
  await show(res, "notes/version", {
    ...describeNote(note, person(req), format),
    title: "Earlier version",
    words: `As saved on ${format.dateTime(version.savedAt, person(req).zone)}`,
    text: version.text,
  });
}

async function showPrint(services: Services, kind: NoteKind, req: Request, res: Response): Promise<void> {
  const [note] = await Promise.all([
    findNote(services, person(req), recordId(req), kind),
    recordNoteOpened(services, person(req), recordId(req), kind),
  ]);
  if (note.id === null) throw new NotFound();
  const described = describeNote(note, person(req), format);
  await show(res, "notes/print", {
    ...described,
    kinds: FILE_KINDS,
    state: `${note.signed ? "Signed" : "Not signed"}. ${described.savedWords}.`,
    ...describeSigned(note, person(req), format, renderPlainMarkdown),
  });
}
