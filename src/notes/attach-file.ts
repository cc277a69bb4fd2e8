import { fileTypeFromBuffer } from "file-type";
import mongoose from "mongoose";
import type { Actor } from "../access/permissions.js";
import { InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { findNotable } from "./find-note.js";
import { AttachmentModel } from "./note-model.js";
import { ATTACHMENT_KINDS, cleanFileName, MOST_ATTACHMENTS } from "./note-rules.js";

/**
 * Keeps a file beside the actor's note on a session: sealed before any store sees it. What it is goes by its content; throws
 * InvalidInput for anything but PDF, PNG, JPEG and WebP, whatever it is called.
 */
export async function attachFile(
  services: Services,
  actor: Actor,
  appointmentId: string,
  file: { name: string; bytes: Buffer },
): Promise<void> {
  const { _id: session, counsellorId: authorId } = await findNotable(actor, appointmentId);
  const kind = await kindOf(file.bytes);
  if ((await AttachmentModel.countDocuments({ appointmentId: session })) >= MOST_ATTACHMENTS) {
    throw new InvalidInput({
      file: `There are ${MOST_ATTACHMENTS} files here already, which is as many as a note takes.`,
    });
  }
  const _id = new mongoose.Types.ObjectId();
  const { keyId, box } = services.secrets.seal(file.bytes, `attachment:${_id.toString()}`);
  const name = services.secrets.seal(cleanFileName(file.name, kind), `attachment-name:${_id.toString()}`);
  const reference = await services.files.put(box);
  const at = services.clock.now();
  try {
    const bytes = file.bytes.length;
    await AttachmentModel.create({ _id, appointmentId: session, authorId, name, kind, bytes, keyId, reference, at });
  } catch (error) {
    await services.files.remove(reference).catch(() => undefined);
    throw error;
  }
}

async function kindOf(bytes: Buffer): Promise<string> {
  const mime = (await fileTypeFromBuffer(bytes))?.mime ?? "";
  if (mime in ATTACHMENT_KINDS) return mime;
  throw new InvalidInput({ file: "Please choose a PDF, PNG, JPEG or WebP file. This one is something else inside." });
}
