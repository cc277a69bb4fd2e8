import mongoose from "mongoose";
import { createHash } from "node:crypto";
import type { Person } from "../access/permissions.js";
import { cleanFile, type CleanFile, type UncheckedFile } from "../files/clean-file.js";
import { forgetFile, keepBytes, keepFile } from "../files/keep-file.js";
import { makeThumbnail } from "../files/make-thumbnail.js";
import { isDuplicate } from "../platform/database.js";
import { InvalidInput } from "../platform/errors.js";
import type { Place } from "../platform/secrets.js";
import type { Services } from "../services.js";
import { AttachmentModel, attachmentPlace, type Attachment } from "./attachment-model.js";
import { findNotable } from "./find-note.js";
import { MOST_ATTACHMENTS, type NoteKind } from "./note-rules.js";

/**
 * Keeps a file beside the actor's note of this kind on a session, sealed before any store sees it, with a small picture of a picture.
 * A picture loses its metadata first. Throws InvalidInput for what is empty, damaged, or neither a PDF nor a picture, and where the
 * note has its twenty files, however many come at once.
 */
export async function attachFile(
  services: Services,
  actor: Person,
  { appointmentId, noteKind }: { appointmentId: string; noteKind: NoteKind },
  upload: UncheckedFile,
): Promise<void> {
  const { _id: session, counsellorId: authorId } = await findNotable(actor, appointmentId);
  const whose = { _id: new mongoose.Types.ObjectId(), appointmentId: session, authorId, noteKind };
  await findFreePlace(whose);
  const file = await cleanFile(upload);
  const kept = await keep(services, file, (field) => attachmentPlace(whose, field));
  try {
    await claimPlace({ ...whose, ...kept, at: services.clock.now() });
  } catch (error) {
    await forgetFile(services, kept.content);
    if (kept.preview) await forgetFile(services, kept.preview.content);
    throw error;
  }
}

type Whose = Pick<Attachment, "appointmentId" | "noteKind">;

/** Throws InvalidInput where there is none. */
async function findFreePlace({ appointmentId, noteKind }: Whose): Promise<number> {
  const held = await AttachmentModel.find({ appointmentId, noteKind }, { place: 1 }).lean();
  const isHeld = new Set(held.map(({ place }) => place));
  for (let place = 1; place <= MOST_ATTACHMENTS; place += 1) if (!isHeld.has(place)) return place;
  throw new InvalidInput({ file: `A note can have at most ${MOST_ATTACHMENTS} files, and this one already does.` });
}

async function claimPlace(attachment: Omit<Attachment, "place" | "order">): Promise<void> {
  for (;;) {
    const place = await findFreePlace(attachment);
    try {
      await AttachmentModel.create({ ...attachment, place, order: attachment.at.getTime() });
      return;
    } catch (error) {
      if (!isDuplicate(error, "place")) throw error;
    }
  }
}

type Kept = Pick<Attachment, "name" | "kind" | "bytes" | "content" | "digest" | "preview">;

async function keep(services: Services, file: CleanFile, placeOf: (field: string) => Place): Promise<Kept> {
  const preview = file.kind.startsWith("image/") ? await makeThumbnail(file.bytes) : null;
  const digest = createHash("sha256").update(file.bytes).digest("hex");
  const kept: Kept = {
    ...(await keepFile(services, file, placeOf)),
    digest: services.secrets.seal(digest, placeOf("digest")),
  };
  if (!preview) return kept;
  const { width, height, bytes } = preview;
  try {
    return {
      ...kept,
      preview: { width, height, content: await keepBytes(services, bytes, placeOf("preview.content")) },
    };
  } catch (error) {
    await forgetFile(services, kept.content);
    throw error;
  }
}
