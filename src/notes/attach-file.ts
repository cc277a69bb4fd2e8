import mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { forgetFile, keepFile, kindOf, type Upload } from "../files/keep-file.js";
import { InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { findNotable } from "./find-note.js";
import { AttachmentModel, attachmentPlace } from "./note-model.js";
import { MOST_ATTACHMENTS } from "./note-rules.js";

/**
 * Keeps a file beside the actor's note on a session: sealed before any store sees it. What it is goes by its content; throws
 * InvalidInput for anything but PDF, PNG, JPEG and WebP, whatever it is called.
 */
export async function attachFile(
  services: Services,
  actor: Person,
  appointmentId: string,
  upload: Upload,
): Promise<void> {
  const { _id: session, counsellorId: authorId } = await findNotable(actor, appointmentId);
  const kind = await kindOf(upload);
  if ((await AttachmentModel.countDocuments({ appointmentId: session })) >= MOST_ATTACHMENTS) {
    throw new InvalidInput({
      file: `There are ${MOST_ATTACHMENTS} files here already, which is as many as a note takes.`,
    });
  }
  const attachment = { _id: new mongoose.Types.ObjectId(), appointmentId: session, authorId };
  const kept = await keepFile(services, upload, kind, (field) => attachmentPlace(attachment, field));
  try {
    await AttachmentModel.create({ ...attachment, ...kept, at: services.clock.now() });
  } catch (error) {
    await forgetFile(services, kept.content);
    throw error;
  }
}
