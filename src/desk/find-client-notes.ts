import mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import type { Appointment } from "../appointments/appointment-model.js";
import { dueRecords, type Due } from "../notes/find-unsigned.js";
import { NoteModel, type Note } from "../notes/note-model.js";

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

type Listed = Pick<Note, "appointmentId" | "kind" | "signed"> & { session: Pick<Appointment, "startsAt">[] };

const SHOWN = 20;

/** What has to be asked to list the actor's notes about a client, for `clientNotesFrom`. */
export function clientNoteQuestions(
  { id }: Person,
  clientId: string,
): { notes: mongoose.Aggregate<Listed[]>; due: ReturnType<typeof dueRecords> } {
  return { notes: findNotes(id, clientId), due: dueRecords(id, clientId) };
}

/** The sessions with a client that have notes or lack a signed record, the latest first: up to twenty, and all that wait. */
export function clientNotesFrom({ notes, due }: { notes: Listed[]; due: Due[] }): SessionNotes[] {
  const starts = new Map(due.map(({ _id, startsAt }) => [String(_id), startsAt]));
  const isDue = new Set(starts.keys());
  for (const { appointmentId, session } of notes) {
    if (session[0]) starts.set(String(appointmentId), session[0].startsAt);
  }
  return [...starts]
    .map(([appointmentId, startsAt]) => {
      const own = notes.filter((note) => String(note.appointmentId) === appointmentId);
      return { appointmentId, startsAt, ...describeKinds(own), isDue: isDue.has(appointmentId) };
    })
    .sort((a, b) => b.startsAt.getTime() - a.startsAt.getTime());
}

function findNotes(authorId: string, clientId: string): mongoose.Aggregate<Listed[]> {
  const start = [{ $project: { startsAt: 1 as const } }];
  const session = { from: "appointments", localField: "appointmentId", foreignField: "_id", pipeline: start };
  return NoteModel.aggregate<Listed>([
    { $match: { authorId: new mongoose.Types.ObjectId(authorId), clientId: new mongoose.Types.ObjectId(clientId) } },
    { $sort: { savedAt: -1 } },
    { $limit: SHOWN },
    { $project: { appointmentId: 1, kind: 1, "signed.at": 1 } },
    { $lookup: { ...session, as: "session" } },
  ]);
}

function describeKinds(notes: Listed[]): Pick<SessionNotes, "signedAt" | "isWritten" | "hasPrivate"> {
  const record = notes.find(({ kind }) => kind === "record");
  return {
    signedAt: record?.signed?.at ?? null,
    isWritten: record !== undefined,
    hasPrivate: notes.some(({ kind }) => kind === "private"),
  };
}
