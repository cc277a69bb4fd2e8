import type mongoose from "mongoose";
import { AppointmentModel } from "../appointments/appointment-model.js";
import type { Place, Sealed } from "../platform/secrets.js";
import { AttachmentModel, type Attachment } from "../notes/attachment-model.js";
import { sealContent } from "../notes/note-content.js";
import { NoteModel, notePlace } from "../notes/note-model.js";
import { inBatches } from "./in-batches.js";
import type { StepServices } from "./step.js";
import { writeMany } from "../platform/write-many.js";

/** A note from before there were kinds. */
interface OldNote {
  _id: mongoose.Types.ObjectId;
  appointmentId: mongoose.Types.ObjectId;
  authorId: mongoose.Types.ObjectId;
  text: Sealed;
  version: number;
  savedAt: Date;
}

/**
 * Makes records of notes, and of their attachments, from before there were two kinds, and lists those on sessions that took place
 * as unsigned.
 */
export async function makeNotesRecords(
  _db: mongoose.mongo.Db,
  services: Pick<StepServices, "secrets" | "log">,
): Promise<void> {
  const old = NoteModel.collection.find<OldNote>({ kind: { $exists: false } });
  await inBatches(services, old, (some) => Promise.all(some.map((note) => makeRecord(services, note))));
  await writeMany(() =>
    AttachmentModel.collection.updateMany({ noteKind: { $exists: false } }, { $set: { noteKind: "record" } }),
  );
  await numberAttachments();
}

/** Gives attachments from before places were claimed the places in which they came; there may be more of them than places. */
async function numberAttachments(): Promise<void> {
  const { collection } = AttachmentModel;
  for (const appointmentId of await collection.distinct("appointmentId", { place: { $exists: false } })) {
    const all = await collection.find<Attachment>({ appointmentId, noteKind: "record" }).sort({ at: 1 }).toArray();
    const held = new Set(all.map(({ place }) => place));
    let place = 0;
    for (const { _id, at } of all.filter((one) => one.place === undefined)) {
      do place += 1;
      while (held.has(place));
      await collection.updateOne({ _id }, { $set: { place, order: at.getTime() } });
    }
  }
}

async function makeRecord(services: Pick<StepServices, "secrets">, note: OldNote): Promise<void> {
  const { _id, appointmentId, version, savedAt } = note;
  const appointment = await AppointmentModel.findById(appointmentId).lean();
  if (!appointment) return;
  const { clientId, status, endedAt } = appointment;
  const record = { ...note, clientId, kind: "record" as const };
  const text = services.secrets.open(note.text, formerPlace(note)).toString();
  const sealed = sealContent(services, { text, previous: null }, notePlace(record, "text"));
  const sitting = { id: "", startedAt: savedAt, base: version, turn: 0 };
  if (status === "completed") {
    await AppointmentModel.updateOne({ _id: appointmentId }, { $set: { recordDueSince: endedAt ?? savedAt } });
  }
  await NoteModel.collection.updateOne(
    { _id, version, kind: { $exists: false } },
    { $set: { clientId, kind: "record", text: sealed, sitting } },
  );
}

const formerPlace = ({ _id: id, appointmentId, authorId }: OldNote): Place => ({
  collection: "notes",
  id,
  field: "text",
  bound: [appointmentId, authorId],
});
