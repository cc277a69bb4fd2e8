import mongoose from "mongoose";
import { createHash } from "node:crypto";
import { authorize, type Person } from "../access/permissions.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { recordEvent } from "../audit/record-event.js";
import { findOwnClient, type OwnClient } from "../clients/find-own-client.js";
import { InvalidInput } from "../platform/errors.js";
import { among } from "../platform/queries.js";
import type { Services } from "../services.js";
import { AddendumModel } from "./addendum-model.js";
import { AttachmentModel } from "./attachment-model.js";
import { digestOfFile, openAttachment, openPreview, type OpenAttachment } from "./find-attachment.js";
import { openContent } from "./note-content.js";
import { NoteModel, notePlace, type Note } from "./note-model.js";
import { recordOpening } from "./openings.js";
import { openAddenda, openSignature, type OpenAddendum, type Signature } from "./signatures.js";

/** A session whose record can be handed over. */
export interface RecordChoice {
  appointmentId: string;
  startsAt: Date;
  isSigned: boolean;
}

/** One session's part of a handed-over record. */
export interface HandOverPart {
  appointmentId: string;
  startsAt: Date;
  text: string;
  version: number;
  savedAt: Date;
  signed: Signature | null;
  addenda: OpenAddendum[];
  attachments: (OpenAttachment & { digest: string; picture: string | null })[];
}

/** The records that the actor has of a client, the earliest session first. Private notes are none. Throws NotFound for others' clients. */
export async function findRecords(
  actor: Person,
  clientId: string,
): Promise<{ client: OwnClient; records: RecordChoice[] }> {
  const client = await findOwnClient(actor, clientId);
  const notes = await NoteModel.find({ authorId: actor.id, clientId, kind: "record" }, { signed: 1 }).lean();
  const starts = await startsOf(notes);
  const records = notes.map(({ _id, signed }) => ({
    appointmentId: String(_id),
    startsAt: starts.get(String(_id)) ?? new Date(0),
    isSigned: Boolean(signed),
  }));
  return { client, records: records.sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime()) };
}

/**
 * Puts together what is handed over of a client: the records of these sessions with their addenda, signatures and files, and never a
 * private note. Throws NotFound for others' clients, and InvalidInput where a session has no record.
 */
export async function openHandOver(
  services: Services,
  actor: Person,
  { clientId, sessions, pictures }: { clientId: string; sessions: string[]; pictures: boolean },
): Promise<{ client: OwnClient; parts: HandOverPart[] }> {
  const client = await findOwnClient(actor, clientId);
  const notes = await NoteModel.find({ _id: among(sessions), authorId: actor.id, clientId, kind: "record" }).lean();
  if (notes.length < new Set(sessions).size) {
    throw new InvalidInput({ session: "One of these sessions has no record. Please choose again." });
  }
  const starts = await startsOf(notes);
  const parts: HandOverPart[] = [];
  for (const note of notes) {
    authorize(actor, "note.read", note);
    parts.push(await openPart(services, note, starts.get(String(note._id)) ?? note.savedAt, pictures));
  }
  return { client, parts: parts.sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime()) };
}

/** Logs a hand-over, in the audit log with the digest of its file, and in the log of who opened what. */
export async function recordHandOver(
  services: Services,
  actor: Person,
  { clientId, parts, html }: { clientId: string; parts: number; html: string },
): Promise<void> {
  const digest = createHash("sha256").update(html).digest("hex");
  const sessions = parts === 1 ? "1 session" : `${parts} sessions`;
  await recordEvent(services, actor, "record.handedOver", {
    accountId: clientId,
    detail: `${sessions}, SHA-256 ${digest}`,
  });
  await recordOpening(services, actor, { what: "handOver", authorId: idOf(actor.id), clientId: idOf(clientId) });
}

const idOf = (id: string): mongoose.Types.ObjectId => new mongoose.Types.ObjectId(id);

async function startsOf(notes: Pick<Note, "_id">[]): Promise<Map<string, Date>> {
  if (notes.length === 0) return new Map();
  const ids = notes.map(({ _id }) => _id);
  const found = await AppointmentModel.find({ _id: among(ids) }, { startsAt: 1 }).lean();
  return new Map(found.map(({ _id, startsAt }) => [String(_id), startsAt]));
}

async function openPart(services: Services, note: Note, startsAt: Date, pictures: boolean): Promise<HandOverPart> {
  const { _id, version, savedAt } = note;
  const content = openContent(services, note.text, notePlace(note, "text"));
  const [addenda, attachments] = await Promise.all([
    AddendumModel.find({ noteId: _id }).sort({ number: 1 }).lean(),
    openAttachments(services, note, pictures),
  ]);
  const signed = openSignature(
    services,
    note,
    content,
    attachments.map(({ digest }) => digest),
  );
  return {
    ...{ appointmentId: String(_id), startsAt, text: content.text, version, savedAt, signed, attachments },
    addenda: signed ? openAddenda(services, signed.digest, addenda) : [],
  };
}

async function openAttachments(
  services: Services,
  { appointmentId, authorId }: Note,
  pictures: boolean,
): Promise<HandOverPart["attachments"]> {
  const found = await AttachmentModel.find({ appointmentId, noteKind: "record", authorId })
    .sort({ order: 1, place: 1 })
    .lean();
  const opened: HandOverPart["attachments"] = [];
  for (const attachment of found.filter(({ leavingAt }) => !leavingAt)) {
    const small = pictures && attachment.preview ? await openPreview(services, attachment) : null;
    opened.push({
      ...openAttachment(services, attachment),
      digest: await digestOfFile(services, attachment),
      picture: small && `data:image/webp;base64,${small.toString("base64")}`,
    });
  }
  return opened;
}
