import type { Person } from "../access/permissions.js";
import { FILE_KINDS, cleanFileName } from "../files/file-rules.js";
import { Conflict } from "../platform/errors.js";
import { absent } from "../platform/queries.js";
import type { Services } from "../services.js";
import { AttachmentModel, attachmentPlace, type Attachment } from "./attachment-model.js";
import { findOwnAttachment } from "./find-attachment.js";
import { isNoteSigned } from "./is-note-signed.js";

/** What an author may change about an attachment. */
export interface AttachmentEdit {
  name: string;
  /** Empty for none. */
  description: string;
  /** Its place in the list, from 1. */
  position: number;
}

/** Changes an attachment's name, description and place in the list. Throws NotFound, and Conflict where its note is signed. */
export async function changeAttachment(
  services: Services,
  actor: Person,
  id: string,
  { name, description, position }: AttachmentEdit,
): Promise<void> {
  const attachment = await findOwnAttachment(actor, id);
  if (await isNoteSigned(attachment)) throw new Conflict("The note is signed, so its files stay as they are.");
  const seal = (text: string, field: string) => services.secrets.seal(text, attachmentPlace(attachment, field));
  const clean = cleanFileName(name, attachment.kind in FILE_KINDS ? attachment.kind : "");
  await AttachmentModel.updateOne(
    { _id: attachment._id, leavingAt: absent },
    {
      $set: { name: seal(clean, "name"), ...(description && { description: seal(description, "description") }) },
      ...(!description && { $unset: { description: 1 } }),
    },
  );
  await moveTo(attachment, position);
}

/** Numbers the list again, so that a lost race leaves an order and no gap that anything depends on. */
async function moveTo({ _id, appointmentId, noteKind }: Attachment, position: number): Promise<void> {
  const all = await AttachmentModel.find({ appointmentId, noteKind }, { order: 1 }).sort({ order: 1, place: 1 }).lean();
  const ids = all.map((one) => String(one._id)).filter((other) => other !== String(_id));
  ids.splice(Math.max(0, position - 1), 0, String(_id));
  await AttachmentModel.bulkWrite(
    ids.map((each, order) => ({ updateOne: { filter: { _id: each }, update: { $set: { order } } } })),
  );
}
