import { namesOf } from "../accounts/names-of.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { among, present } from "../platform/queries.js";
import { NoteModel } from "./note-model.js";

/** A session that took place and whose record is not signed. */
export interface Unsigned {
  appointmentId: string;
  clientId: string;
  clientName: string;
  startsAt: Date;
  /** Since when the record has been due: the session's end. */
  dueSince: Date;
  /** When the record was last saved, or null where it is not written yet. */
  savedAt: Date | null;
}

type Due = Pick<Appointment, "_id" | "clientId" | "startsAt" | "recordDueSince">;

/**
 * How many of the counsellor's sessions took place and have no signed record, those without any note included; with a client, of
 * theirs alone.
 */
export async function countUnsigned(counsellorId: string, clientId?: string): Promise<number> {
  return (await findDue(counsellorId, clientId)).length;
}

/** The same for each client who has any, by the id of their account. */
export async function countUnsignedByClient(counsellorId: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { clientId } of await findDue(counsellorId)) {
    counts.set(String(clientId), (counts.get(String(clientId)) ?? 0) + 1);
  }
  return counts;
}

/** These sessions, the longest due first. */
export async function findUnsigned(counsellorId: string, clientId?: string): Promise<Unsigned[]> {
  const due = await findDue(counsellorId, clientId);
  if (due.length === 0) return [];
  const [names, notes] = await Promise.all([
    namesOf(due.map((one) => one.clientId)),
    NoteModel.find({ _id: among(due.map(({ _id }) => _id)) }, { savedAt: 1 }).lean(),
  ]);
  const savedAt = new Map(notes.map((note) => [String(note._id), note.savedAt]));
  return due.map((one) => ({
    appointmentId: String(one._id),
    clientId: String(one.clientId),
    clientName: names(one.clientId),
    startsAt: one.startsAt,
    dueSince: one.recordDueSince!,
    savedAt: savedAt.get(String(one._id)) ?? null,
  }));
}

/** A crash between signing a record and clearing its session leaves the session due: the note itself counts. */
async function findDue(counsellorId: string, clientId?: string): Promise<Due[]> {
  const due = await AppointmentModel.find(
    { counsellorId, recordDueSince: present, ...(clientId && { clientId }) },
    { clientId: 1, startsAt: 1, recordDueSince: 1 },
  )
    .sort({ recordDueSince: 1 })
    .lean();
  if (due.length === 0) return [];
  const signed = await NoteModel.find({ _id: among(due.map(({ _id }) => _id)), signed: present }, { _id: 1 }).lean();
  const isSigned = new Set(signed.map(({ _id }) => String(_id)));
  return due.filter(({ _id }) => !isSigned.has(String(_id)));
}
