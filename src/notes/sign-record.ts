import type { Person } from "../access/permissions.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { Conflict, InvalidInput } from "../platform/errors.js";
import { absent, present } from "../platform/queries.js";
import type { Services } from "../services.js";
import { digestsOfFiles } from "./find-attachment.js";
import { findNotable } from "./find-note.js";
import { openContent, type NoteContent } from "./note-content.js";
import { NoteModel, notePlace, type Note } from "./note-model.js";
import { maySign } from "./note-rules.js";
import { signatureDigest } from "./signatures.js";

/**
 * Signs the record on the actor's session as it is in this version, with its files: its text never changes again. Does nothing where this version
 * is signed. Throws Conflict where it or its files were changed since, or the session is not over, and InvalidInput for an empty one.
 */
export async function signRecord(
  services: Services,
  actor: Person,
  { appointmentId, version }: { appointmentId: string; version: number },
): Promise<void> {
  const appointment = await findNotable(actor, appointmentId);
  if (!maySign(appointment)) throw new Conflict("You can sign the record once the session is over.");
  const note = await NoteModel.findOne({ appointmentId: appointment._id, kind: "record" }).lean();
  if (!note || note.version !== version)
    throw new Conflict("This record was changed in another window. Please read it again.");
  if (!note.signed) {
    const content = openContent(services, note.text, notePlace(note, "text"));
    if (content.text.trim() === "") throw new InvalidInput({ text: "Please write the record before you sign it." });
    const signed = await sign(services, actor, note, content);
    const unchanged = { _id: note._id, version, fileRemovals: note.fileRemovals ?? absent };
    await NoteModel.updateOne({ ...unchanged, signed: absent }, { $set: { signed } });
    const isSigned = await NoteModel.exists({ _id: note._id, version, signed: present });
    if (!isSigned) throw new Conflict("This record was changed in another window. Please read it again.");
  }
  await AppointmentModel.updateOne({ _id: appointment._id }, { $unset: { recordDueSince: 1 } });
}

async function sign(
  services: Services,
  { name }: Person,
  note: Note,
  content: NoteContent,
): Promise<NonNullable<Note["signed"]>> {
  const at = services.clock.now();
  const files = await digestsOfFiles(services, note);
  const seal = (text: string, field: string) => services.secrets.seal(text, notePlace(note, field));
  return {
    ...{ at, name },
    digest: seal(signatureDigest(note, content, { name, at, files }), "signed.digest"),
    files: seal(JSON.stringify(files), "signed.files"),
  };
}
