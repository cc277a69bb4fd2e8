import type { Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict } from "../platform/errors.js";
import type { Services } from "../services.js";
import { findNotable } from "./find-note.js";
import { NoteModel, notePlace } from "./note-model.js";

const STALE =
  "You saved this note in another window after opening it here. Nothing was overwritten. Your text is below, and under it the text from the other window.";

/** Saves the actor's note on a session, as edited from `version` (0: a new one). Throws Conflict when it was saved since. */
export async function saveNote(
  services: Services,
  actor: Person,
  appointmentId: string,
  edited: { text: string; version: number },
): Promise<void> {
  const { _id, counsellorId } = await findNotable(actor, appointmentId);
  const change = {
    authorId: counsellorId,
    text: services.secrets.seal(edited.text, notePlace({ _id, appointmentId: _id, authorId: counsellorId })),
    version: edited.version + 1,
    savedAt: services.clock.now(),
  };
  try {
    const saved = await NoteModel.updateOne(
      { appointmentId: _id, authorId: counsellorId, version: edited.version },
      { $set: change, $setOnInsert: { _id } },
      { upsert: edited.version === 0 },
    );
    if (saved.matchedCount + saved.upsertedCount === 0) throw new Conflict(STALE);
  } catch (error) {
    throw isDuplicate(error) ? new Conflict(STALE) : error;
  }
}
