import mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { cleanFile, type UncheckedFile } from "../files/clean-file.js";
import { forgetFile, keepFile } from "../files/keep-file.js";
import { InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { findNotable } from "./find-note.js";
import { AttachmentModel, attachmentPlace } from "./attachment-model.js";
import { MOST_ATTACHMENTS, type NoteKind } from "./note-rules.js";

/**
 * Keeps a file beside the actor's note of this kind on a session, sealed before any store sees it. A picture loses its metadata first. Throws
 * InvalidInput for what is empty, damaged, or neither a PDF nor a picture, and where the note has its twenty files.
 */
export async function attachFile(
  services: Services,
  actor: Person,
  { appointmentId, noteKind }: { appointmentId: string; noteKind: NoteKind },
  upload: UncheckedFile,
): Promise<void> {
  const { _id: session, counsellorId: authorId } = await findNotable(actor, appointmentId);
  if ((await AttachmentModel.countDocuments({ appointmentId: session, noteKind })) >= MOST_ATTACHMENTS) {
    throw new InvalidInput({
      file: `A note takes at most ${MOST_ATTACHMENTS} files, and this one has them.`,
    });
  }
  const file = await cleanFile(upload);
  const attachment = { _id: new mongoose.Types.ObjectId(), appointmentId: session, authorId, noteKind };
  const kept = await keepFile(services, file, (field) => attachmentPlace(attachment, field));
  try {
    await AttachmentModel.create({ ...attachment, ...kept, at: services.clock.now() });
  } catch (error) {
    await forgetFile(services, kept.content);
    throw error;
  }
}
