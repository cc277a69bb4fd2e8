import { authorize, type Person } from "../access/permissions.js";
import { findAppointment } from "../appointments/find-appointments.js";
import type { AppointmentView } from "../appointments/with-people.js";
import { askTogether } from "../platform/ask-together.js";
import { NotFound } from "../platform/errors.js";
import type { Services } from "../services.js";
import { attachmentsOf, openAttachments, type OpenAttachment } from "./find-attachment.js";
import { AddendumModel, type Addendum } from "./addendum-model.js";
import { openContent } from "./note-content.js";
import { NoteModel, notePlace, type Note } from "./note-model.js";
import { mayHaveNote, type NoteKind } from "./note-rules.js";
import { openAddenda, openSignature, type OpenAddendum, type Signature } from "./signatures.js";

export interface OpenNote {
  /** Null where nothing was saved yet. */
  id: string | null;
  appointment: AppointmentView;
  kind: NoteKind;
  text: string;
  /** The digest of the version that was kept before this text, or null. */
  previous: string | null;
  /** 0 where nothing was saved yet. */
  version: number;
  savedAt: Date | null;
  signed: Signature | null;
  addenda: OpenAddendum[];
  attachments: OpenAttachment[];
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
  const { note, addenda, attached } = await askTogether({
    note: NoteModel.findOne({ appointmentId: appointment._id, kind }).lean<Note | null>(),
    // A record has its session's id. A private note has no addenda.
    addenda: AddendumModel.find({ noteId: appointment._id }).sort({ number: 1 }).lean<Addendum[]>(),
    attached: attachmentsOf(actor, { appointmentId: appointment._id, noteKind: kind }),
  });
  const attachments = openAttachments(services, attached);
  if (note) authorize(actor, "note.read", note);
  return {
    appointment,
    kind,
    ...(note ? openNote(services, note, kind === "record" ? addenda : [], attachments) : NOTHING_YET),
    attachments,
  };
}

const NOTHING_YET = { id: null, text: "", previous: null, version: 0, savedAt: null, signed: null, addenda: [] };

function openNote(
  services: Services,
  note: Note,
  addenda: Addendum[],
  attachments: OpenAttachment[],
): Omit<OpenNote, "appointment" | "kind" | "attachments"> {
  const { _id, version, savedAt } = note;
  const content = openContent(services, note.text, notePlace(note, "text"));
  const signed = openSignature(
    services,
    note,
    content,
    attachments.flatMap(({ digest }) => digest ?? []),
  );
  const opened = signed ? openAddenda(services, signed.digest, addenda) : [];
  return { id: String(_id), ...content, version, savedAt, signed, addenda: opened };
}
