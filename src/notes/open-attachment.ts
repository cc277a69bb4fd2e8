import mongoose from "mongoose";
import { authorize, type Actor } from "../access/permissions.js";
import { NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";
import { AttachmentModel } from "./note-model.js";

/** Opens an attachment for its author. Throws NotFound to everyone else, as where there is none. */
export async function openAttachment(
  services: Services,
  actor: Actor,
  id: string,
): Promise<{ name: string; kind: string; bytes: Buffer }> {
  const attachment = mongoose.isObjectIdOrHexString(id) ? await AttachmentModel.findById(id).lean() : null;
  authorize(actor, "note.read", attachment);
  const box = await services.files.get(attachment.reference);
  if (!box) throw new NotFound("This file is not there any more.");
  const place = attachment._id.toString();
  return {
    name: services.secrets.open(attachment.name, `attachment-name:${place}`).toString(),
    kind: attachment.kind,
    bytes: services.secrets.open({ keyId: attachment.keyId, box }, `attachment:${place}`),
  };
}
