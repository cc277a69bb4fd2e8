import type mongoose from "mongoose";
import { createHash } from "node:crypto";
import { authorize, type Person } from "../access/permissions.js";
import { openFile } from "../files/open-file.js";
import type { Asked } from "../platform/ask-together.js";
import { NotFound } from "../platform/errors.js";
import { absent } from "../platform/queries.js";
import type { Services } from "../services.js";
import { AttachmentModel, attachmentPlace, type Attachment } from "./attachment-model.js";
import type { NoteKind } from "./note-rules.js";

/** An attachment without its bytes, as its author reads it. */
export interface OpenAttachment {
  id: string;
  appointmentId: string;
  noteKind: NoteKind;
  name: string;
  /** Its media type. */
  kind: string;
  bytes: number;
  at: Date;
  description: string;
  /** The SHA-256 digest of its bytes, in hexadecimal; null for older ones until their note is signed or handed over. */
  digest: string | null;
  preview: { width: number; height: number } | null;
  /** Why and when it was struck through, or null. */
  struck: { at: Date; reason: string } | null;
}

/** A file with its contents. */
export interface FileContents {
  name: string;
  kind: string;
  bytes: Buffer;
}

/** The attachment of this id as it is stored, for its author. Throws NotFound to everyone else, as where there is none. */
export async function findOwnAttachment(actor: Person, id: string): Promise<Attachment> {
  const attachment = await AttachmentModel.findById(id).lean();
  authorize(actor, "note.read", attachment);
  if (attachment.leavingAt) throw new NotFound();
  return attachment;
}

/** All attachments of one note, in their author's order. */
export async function findAttachments(
  services: Services,
  actor: Person,
  { appointmentId, noteKind }: { appointmentId: { toString(): string }; noteKind: NoteKind },
): Promise<OpenAttachment[]> {
  return openAttachments(services, await attachmentsOf(actor, { appointmentId, noteKind }));
}

/** Asks for the attachments of one note, in their author's order, for `openAttachments`. */
export function attachmentsOf(
  actor: Person,
  { appointmentId, noteKind }: { appointmentId: { toString(): string }; noteKind: NoteKind },
): Asked<Attachment[]> {
  return AttachmentModel.find({ appointmentId: appointmentId.toString(), noteKind, authorId: actor.id })
    .sort({ order: 1, place: 1 })
    .lean();
}

/** Decrypts what is said about attachments that are not on their way out. */
export function openAttachments(services: Services, attachments: Attachment[]): OpenAttachment[] {
  return attachments.filter(({ leavingAt }) => !leavingAt).map((attachment) => openAttachment(services, attachment));
}

/** Decrypts what is said about an attachment. */
export function openAttachment({ secrets }: Services, attachment: Attachment): OpenAttachment {
  const { _id, appointmentId, noteKind, kind, bytes, at, description, digest, preview, struck } = attachment;
  const open = (sealed: Attachment["name"], field: string) =>
    secrets.open(sealed, attachmentPlace(attachment, field)).toString();
  return {
    ...{ id: String(_id), appointmentId: String(appointmentId), noteKind, kind, bytes, at },
    name: open(attachment.name, "name"),
    description: description ? open(description, "description") : "",
    digest: digest ? open(digest, "digest") : null,
    preview: preview ? { width: preview.width, height: preview.height } : null,
    struck: struck ? { at: struck.at, reason: open(struck.reason, "struck.reason") } : null,
  };
}

/** Decrypts an attachment's file. Throws NotFound when the store no longer has it. */
export async function openContents(services: Services, attachment: Attachment): Promise<FileContents> {
  const { name } = openAttachment(services, attachment);
  const bytes = await openFile(services, attachment.content, attachmentPlace(attachment, "content"));
  return { name, kind: attachment.kind, bytes };
}

/** Decrypts the small WebP picture of an attached picture. Throws NotFound where there is none. */
export async function openPreview(services: Services, attachment: Attachment): Promise<Buffer> {
  if (!attachment.preview) throw new NotFound();
  return openFile(services, attachment.preview.content, attachmentPlace(attachment, "preview.content"));
}

/** The SHA-256 digests of the files beside a note, in their author's order, in hexadecimal. */
export async function digestsOfFiles(
  services: Services,
  { appointmentId, kind }: { appointmentId: mongoose.Types.ObjectId; kind: NoteKind },
): Promise<string[]> {
  const found = await AttachmentModel.find({ appointmentId, noteKind: kind, leavingAt: absent })
    .sort({ order: 1, place: 1 })
    .lean();
  return Promise.all(found.map((attachment) => digestOfFile(services, attachment)));
}

/** The SHA-256 digest of an attachment's bytes, in hexadecimal; for older ones it is worked out once, and kept. */
export async function digestOfFile(services: Services, attachment: Attachment): Promise<string> {
  const place = attachmentPlace(attachment, "digest");
  if (attachment.digest) return services.secrets.open(attachment.digest, place).toString();
  const { bytes } = await openContents(services, attachment);
  const digest = createHash("sha256").update(bytes).digest("hex");
  await AttachmentModel.updateOne(
    { _id: attachment._id, digest: absent },
    { $set: { digest: services.secrets.seal(digest, place) } },
  );
  return digest;
}
