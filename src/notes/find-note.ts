import { authorize, type Person } from "../access/permissions.js";
import { findAppointment, type AppointmentView } from "../appointments/find-appointments.js";
import { NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";
import { AttachmentModel, attachmentPlace, type Attachment } from "./attachment-model.js";
import { openContent } from "./note-content.js";
import { NoteModel, notePlace } from "./note-model.js";
import { mayHaveNote, type NoteKind } from "./note-rules.js";

export interface OpenNote {
  appointment: AppointmentView;
  kind: NoteKind;
  text: string;
  /** 0 where nothing was saved yet. */
  version: number;
  savedAt: Date | null;
  attachments: { id: string; name: string; kind: string; bytes: number; at: Date }[];
}

/** The actor's own session as one that they may keep a note on. Throws NotFound otherwise. */
export async function findNotable(actor: Person, appointmentId: string): Promise<AppointmentView> {
  const appointment = await findAppointment(actor, appointmentId);
  authorize(actor, "note.write", appointment);
  if (!mayHaveNote(appointment)) throw new NotFound();
  return appointment;
}

/** Opens the actor's note of this kind on a session of theirs, empty where there is none yet. Throws NotFound to everyone else. */
export async function findNote(
  services: Services,
  actor: Person,
  appointmentId: string,
  kind: NoteKind,
): Promise<OpenNote> {
  const appointment = await findNotable(actor, appointmentId);
  const [note, attachments] = await Promise.all([
    NoteModel.findOne({ appointmentId: appointment._id, kind }).lean(),
    AttachmentModel.find({ appointmentId: appointment._id, noteKind: kind, authorId: actor.id }).sort({ at: 1 }).lean(),
  ]);
  if (note) authorize(actor, "note.read", note);
  return {
    appointment,
    kind,
    text: note ? openContent(services, note.text, notePlace(note, "text")).text : "",
    version: note?.version ?? 0,
    savedAt: note?.savedAt ?? null,
    attachments: attachments.map((attachment) => viewOf(services, attachment)),
  };
}

function viewOf({ secrets }: Services, attachment: Attachment): OpenNote["attachments"][number] {
  const { _id, kind, bytes, at } = attachment;
  return {
    id: String(_id),
    name: secrets.open(attachment.name, attachmentPlace(attachment, "name")).toString(),
    kind,
    bytes,
    at,
  };
}
