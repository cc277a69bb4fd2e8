import mongoose from "mongoose";
import { namedAccounts, namesIn } from "../accounts/names-of.js";
import { AppointmentModel, type Appointment } from "../appointments/appointment-model.js";
import { askTogether } from "../platform/ask-together.js";
import { among } from "../platform/queries.js";
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

export type Due = Pick<Appointment, "_id" | "clientId" | "startsAt" | "recordDueSince">;

/**
 * How many of the counsellor's sessions took place and have no signed record, those without any note included; with a client, of
 * theirs alone.
 */
export async function countUnsigned(counsellorId: string, clientId?: string): Promise<number> {
  return (await dueRecords(counsellorId, clientId)).length;
}

/** These sessions, the longest due first; with a client, theirs alone. */
export async function findUnsigned(counsellorId: string, clientId?: string): Promise<Unsigned[]> {
  const due = await dueRecords(counsellorId, clientId);
  if (due.length === 0) return [];
  const { accounts, notes } = await askTogether({
    accounts: namedAccounts(due.map((one) => one.clientId)),
    notes: NoteModel.find({ _id: among(due.map(({ _id }) => _id)) }, { savedAt: 1 }).lean(),
  });
  const names = namesIn(accounts);
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

/**
 * Asks for the sessions whose record is due, the longest first. A crash between signing a record and clearing its session leaves the
 * session due: the note itself counts.
 */
export function dueRecords(counsellorId: string, clientId?: string): mongoose.Aggregate<Due[]> {
  const signed = [{ $match: { signed: { $exists: true } } }, { $project: { _id: 1 } }];
  return AppointmentModel.aggregate<Due>([
    {
      $match: {
        counsellorId: new mongoose.Types.ObjectId(counsellorId),
        recordDueSince: { $exists: true },
        ...(clientId && { clientId: new mongoose.Types.ObjectId(clientId) }),
      },
    },
    { $sort: { recordDueSince: 1 } },
    { $project: { clientId: 1, startsAt: 1, recordDueSince: 1 } },
    { $lookup: { from: "notes", localField: "_id", foreignField: "_id", pipeline: signed, as: "signed" } },
    { $match: { signed: [] } },
    { $unset: "signed" },
  ]);
}
