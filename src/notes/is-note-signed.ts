import { present } from "../platform/queries.js";
import type { Attachment } from "./attachment-model.js";
import { NoteModel } from "./note-model.js";

/** Whether the note beside which a file stands is signed. */
export async function isNoteSigned({
  appointmentId,
  noteKind,
}: Pick<Attachment, "appointmentId" | "noteKind">): Promise<boolean> {
  return (await NoteModel.exists({ appointmentId, kind: noteKind, signed: present })) !== null;
}
