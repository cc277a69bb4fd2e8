import mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import type { AppointmentView } from "../appointments/with-people.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import { absent } from "../platform/queries.js";
import type { Services } from "../services.js";
import { findNotable } from "./find-note.js";
import { openContent, sealContent, versionDigest, type NoteContent } from "./note-content.js";
import { NoteModel, notePlace, type Note } from "./note-model.js";
import type { NoteKind } from "./note-rules.js";
import { isVersion, judgeEdit, sittingAfter, type Edit } from "./save-rules.js";
import { NoteVersionModel, versionPlace } from "./version-model.js";

const STALE =
  "You saved this note in another window after opening it here. Nothing was overwritten: below are your text and the text from the other window.";
const SIGNED = "This record is signed, so its text can no longer change. You can add an addendum.";

/** The version that is stored now, and since when. */
export interface Saved {
  version: number;
  savedAt: Date;
}

interface Stored {
  note: Note;
  content: NoteContent;
}

/** How often a save looks again when another one of the same window was faster. */
const TRIES = 3;

/**
 * Saves the actor's note of this kind on a session. Keeps the text before it as a version unless both are of one sitting. Throws
 * Conflict when it was saved in another window since, or is signed.
 */
export async function saveNote(
  services: Services,
  actor: Person,
  appointmentId: string,
  edit: Edit & { kind: NoteKind },
): Promise<Saved> {
  const appointment = await findNotable(actor, appointmentId);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const stored = await findStored(services, appointment, edit.kind);
    if (stored?.note.signed) throw new Conflict(SIGNED);
    const judged = judgeEdit(edit, stored && { ...stored.note, text: stored.content.text });
    if (judged === "stale") break;
    if (judged === "repeat") return { version: stored!.note.version, savedAt: stored!.note.savedAt };
    const saved = stored ? await change(services, stored, edit) : await create(services, appointment, edit);
    if (saved) return saved;
  }
  throw new Conflict(STALE);
}

async function findStored(services: Services, { _id }: AppointmentView, kind: NoteKind): Promise<Stored | null> {
  const note = await NoteModel.findOne({ appointmentId: _id, kind }).lean();
  return note && { note, content: openContent(services, note.text, notePlace(note, "text")) };
}

/** Null where another save was faster. */
async function create(
  services: Services,
  { _id: appointmentId, clientId, counsellorId: authorId }: AppointmentView,
  edit: Edit & { kind: NoteKind },
): Promise<Saved | null> {
  const { kind, text } = edit;
  const now = services.clock.now();
  const _id = kind === "record" ? appointmentId : new mongoose.Types.ObjectId();
  const identity = { _id, appointmentId, authorId, clientId, kind, version: 1, savedAt: now };
  const sealed = sealContent(services, { text, previous: null }, notePlace(identity, "text"));
  try {
    await NoteModel.create({ ...identity, text: sealed, sitting: sittingAfter(edit, null, false, now) });
  } catch (error) {
    if (isDuplicate(error)) return null;
    throw error;
  }
  return identity;
}

/** Null where another save was faster. */
async function change(services: Services, { note, content }: Stored, edit: Edit): Promise<Saved | null> {
  const now = services.clock.now();
  const before = { ...note, text: content.text };
  const keepsVersion = isVersion(edit, before, now);
  if (keepsVersion) await keepVersion(services, note, content);
  const previous = keepsVersion ? versionDigest(note, content) : content.previous;
  const after = { ...note, version: note.version + 1, savedAt: now };
  const { modifiedCount } = await NoteModel.updateOne(
    { _id: note._id, version: note.version, signed: absent },
    {
      $set: {
        text: sealContent(services, { text: edit.text, previous }, notePlace(after, "text")),
        version: after.version,
        savedAt: now,
        sitting: sittingAfter(edit, before, keepsVersion, now),
      },
    },
  );
  return modifiedCount === 1 ? after : null;
}

/** Does nothing where this version is kept already. */
async function keepVersion(services: Services, note: Note, content: NoteContent): Promise<void> {
  const { _id: noteId, appointmentId, authorId, clientId, kind, version, savedAt } = note;
  const kept = {
    _id: new mongoose.Types.ObjectId(),
    ...{ noteId, appointmentId, authorId, clientId, kind, version, savedAt },
  };
  try {
    await NoteVersionModel.create({ ...kept, text: sealContent(services, content, versionPlace(kept, "text")) });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}
