import { authorize, type Person } from "../access/permissions.js";
import { openFile } from "../files/open-file.js";
import type { Services } from "../services.js";
import { AttachmentModel, attachmentPlace } from "./attachment-model.js";

/** Opens an attachment for its author. Throws NotFound to everyone else, as where there is none. */
export async function openAttachment(
  services: Services,
  actor: Person,
  id: string,
): Promise<{ name: string; kind: string; bytes: Buffer }> {
  const attachment = await AttachmentModel.findById(id).lean();
  authorize(actor, "note.read", attachment);
  const { name, kind, content } = attachment;
  return {
    name: services.secrets.open(name, attachmentPlace(attachment, "name")).toString(),
    kind,
    bytes: await openFile(services, content, attachmentPlace(attachment, "content")),
  };
}
