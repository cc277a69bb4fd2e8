import type { Person } from "../access/permissions.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import type { Services } from "../services.js";
import { findOwnAttachment, openContents, type FileContents } from "./find-attachment.js";
import { recordOpening } from "./openings.js";

/** Opens an attachment for its author, once the opening log says so. Throws NotFound to everyone else, as where there is none. */
export async function openToRead(services: Services, actor: Person, id: string): Promise<FileContents> {
  const attachment = await findOwnAttachment(actor, id);
  const { _id: attachmentId, appointmentId, authorId } = attachment;
  const { clientId } = await AppointmentModel.findById(appointmentId, { clientId: 1 }).orFail().lean();
  await recordOpening(services, actor, { what: "attachment", authorId, clientId, appointmentId, attachmentId });
  return openContents(services, attachment);
}
