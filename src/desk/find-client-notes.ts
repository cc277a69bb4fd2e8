import type mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { findUnsigned } from "../notes/find-unsigned.js";
import { NoteModel, type Note } from "../notes/note-model.js";
import { among } from "../platform/queries.js";

/** The notes on one session, without a word of what they say. */
export interface SessionNotes {
  appointmentId: string;
  startsAt: Date;
  /** When the record was signed, if it was. */
  signedAt: Date | null;
  /** Whether a record is written. */
  isWritten: boolean;
  /** Whether it took place and its record waits to be signed. */
  isDue: boolean;
  hasPrivate: boolean;
}

type Listed = Pick<Note, "appointmentId" | "kind" | "signed">;
type Id = mongoose.Types.ObjectId;

const SHOWN = 20;

/** The sessions with a client that have notes or lack a signed record, the latest first: up to twenty, and all that wait. */
export async function findClientNotes({ id }: Person, clientId: string): Promise<SessionNotes[]> {
  const [notes, due] = await Promise.all([findNotes(id, clientId), findUnsigned(id, clientId)]);
  const starts = new Map(due.map(({ appointmentId, startsAt }) => [appointmentId, startsAt]));
  const isDue = new Set(starts.keys());
  for (const { _id, startsAt } of await findStarts(notes.map(({ appointmentId }) => appointmentId))) {
    starts.set(String(_id), startsAt);
  }
  return [...starts]
    .map(([appointmentId, startsAt]) => {
      const own = notes.filter((note) => String(note.appointmentId) === appointmentId);
      return { appointmentId, startsAt, ...describeKinds(own), isDue: isDue.has(appointmentId) };
    })
    .sort((a, b) => b.startsAt.getTime() - a.startsAt.getTime());
}

function findNotes(authorId: string, clientId: string): Promise<Listed[]> {
  return NoteModel.find({ authorId, clientId }, { appointmentId: 1, kind: 1, "signed.at": 1 })
    .sort({ savedAt: -1 })
    .limit(SHOWN)
    .lean();
}

async function findStarts(ids: Id[]): Promise<{ _id: Id; startsAt: Date }[]> {
  return ids.length === 0 ? [] : AppointmentModel.find({ _id: among(ids) }, { startsAt: 1 }).lean();
}

function describeKinds(notes: Listed[]): Pick<SessionNotes, "signedAt" | "isWritten" | "hasPrivate"> {
  const record = notes.find(({ kind }) => kind === "record");
  return {
    signedAt: record?.signed?.at ?? null,
    isWritten: record !== undefined,
    hasPrivate: notes.some(({ kind }) => kind === "private"),
  };
}
