import type { Person } from "../access/permissions.js";
import { NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";
import { findNote, type OpenNote } from "./find-note.js";
import { openContent, versionDigest } from "./note-content.js";
import type { NoteKind } from "./note-rules.js";
import { NoteVersionModel, versionPlace } from "./version-model.js";

/** An earlier text of a note. */
export interface OpenVersion {
  version: number;
  savedAt: Date;
  text: string;
}

export interface History {
  note: OpenNote;
  /** The earlier texts, latest first. */
  versions: OpenVersion[];
  /** Whether each text that a later one followed is still there, and none is newer than the note. */
  isComplete: boolean;
}

/** The earlier texts of the actor's note of this kind. Throws NotFound to everyone else, and where nothing was written yet. */
export async function findVersions(
  services: Services,
  actor: Person,
  appointmentId: string,
  kind: NoteKind,
): Promise<History> {
  const note = await findNote(services, actor, appointmentId, kind);
  if (note.id === null) throw new NotFound();
  const kept = await NoteVersionModel.find({ noteId: note.id, authorId: actor.id }).sort({ version: -1 }).lean();
  const opened = kept.map((one) => ({ one, content: openContent(services, one.text, versionPlace(one, "text")) }));
  const digests = new Set(opened.map(({ one, content }) => versionDigest(one, content)));
  const named = [note.previous, ...opened.map(({ content }) => content.previous)];
  return {
    note,
    versions: opened.map(({ one: { version, savedAt }, content: { text } }) => ({ version, savedAt, text })),
    isComplete:
      named.every((digest) => digest === null || digests.has(digest)) &&
      kept.every(({ version }) => version < note.version),
  };
}

/** One earlier text. Throws NotFound where there is none of this number. */
export async function findVersion(
  services: Services,
  actor: Person,
  asked: { appointmentId: string; kind: NoteKind; version: number },
): Promise<{ note: OpenNote; version: OpenVersion }> {
  const { note, versions } = await findVersions(services, actor, asked.appointmentId, asked.kind);
  const version = versions.find((one) => one.version === asked.version);
  if (!version) throw new NotFound();
  return { note, version };
}
