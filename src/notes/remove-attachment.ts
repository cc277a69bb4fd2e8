import type { Person } from "../access/permissions.js";
import { Conflict } from "../platform/errors.js";
import { absent, before } from "../platform/queries.js";
import type { Services } from "../services.js";
import { AttachmentModel, attachmentPlace, type Attachment } from "./attachment-model.js";
import { findOwnAttachment } from "./find-attachment.js";
import { isNoteSigned } from "./is-note-signed.js";
import { NoteModel } from "./note-model.js";

const SIGNED = "The note is signed, so its files stay. You can strike this one through and say why.";
/** A removal that began this long ago was interrupted. */
const INTERRUPTED_MS = 60_000;

/**
 * Removes an attachment, from the file store too. It disappears first and is then deleted, so that no record is signed with a file
 * that it loses. Throws NotFound, and Conflict where the note is signed.
 */
export async function removeAttachment(services: Services, actor: Person, id: string): Promise<void> {
  const attachment = await findOwnAttachment(actor, id);
  if (await isNoteSigned(attachment)) throw new Conflict(SIGNED);
  await AttachmentModel.updateOne({ _id: attachment._id }, { $set: { leavingAt: services.clock.now() } });
  await failSignatures(attachment);
  if (!(await finishRemoval(services, attachment))) throw new Conflict(SIGNED);
}

/**
 * Strikes an attachment of a signed note through, with a reason; it can still be read. Throws NotFound, and Conflict where it was
 * before.
 */
export async function strikeAttachment(services: Services, actor: Person, id: string, reason: string): Promise<void> {
  const attachment = await findOwnAttachment(actor, id);
  if (!(await isNoteSigned(attachment))) throw new Conflict("The note is not signed, so you can remove the file.");
  const struck = {
    at: services.clock.now(),
    reason: services.secrets.seal(reason, attachmentPlace(attachment, "struck.reason")),
  };
  const { modifiedCount } = await AttachmentModel.updateOne(
    { _id: attachment._id, struck: absent },
    { $set: { struck } },
  );
  if (modifiedCount === 0) throw new Conflict("This file is struck through already.");
}

/** Finishes removals that a restart, or the file store's absence, interrupted. */
export async function finishRemovals(services: Services): Promise<void> {
  const began = new Date(services.clock.now().getTime() - INTERRUPTED_MS);
  const left = AttachmentModel.find({ leavingAt: before(began) })
    .lean()
    .cursor();
  for await (const attachment of left) await finishRemoval(services, attachment);
}

/** Makes a signature fail that has read the file already, and is not stored yet. */
async function failSignatures({ appointmentId, noteKind }: Attachment): Promise<void> {
  await NoteModel.updateOne({ appointmentId, kind: noteKind, signed: absent }, { $inc: { fileRemovals: 1 } });
}

/** Returns false, and shows the file again, where its note is signed. What the file store cannot remove now is left to the next sweep. */
async function finishRemoval(services: Services, attachment: Attachment): Promise<boolean> {
  const { _id, content, preview } = attachment;
  if (await isNoteSigned(attachment)) {
    await AttachmentModel.updateOne({ _id }, { $unset: { leavingAt: 1 } });
    return false;
  }
  try {
    await services.files.remove(content.reference);
    if (preview) await services.files.remove(preview.content.reference);
  } catch (error) {
    services.log.error({ attachment: String(_id), name: (error as Error).name }, "a file was not removed yet");
    return true;
  }
  await AttachmentModel.deleteOne({ _id });
  return true;
}
