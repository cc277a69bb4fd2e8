import type { Person } from "../access/permissions.js";
import { AppointmentModel } from "../appointments/appointment-model.js";
import { Conflict, InvalidInput } from "../platform/errors.js";
import { absent, present } from "../platform/queries.js";
import type { Services } from "../services.js";
import { findNotable } from "./find-note.js";
import { openContent } from "./note-content.js";
import { NoteModel, notePlace } from "./note-model.js";
import { maySign } from "./note-rules.js";
import { signatureDigest } from "./signatures.js";

/**
 * Signs the record on the actor's session as it is in this version: its text never changes again. Does nothing where this version
 * is signed. Throws Conflict where it was changed since, or the session is not over, and InvalidInput for an empty one.
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
    const [at, { name }] = [services.clock.now(), actor];
    const digest = signatureDigest(note, content, { name, at });
    const signed = { at, name, digest: services.secrets.seal(digest, notePlace(note, "signed.digest")) };
    await NoteModel.updateOne({ _id: note._id, version, signed: absent }, { $set: { signed } });
    const isSigned = await NoteModel.exists({ _id: note._id, version, signed: present });
    if (!isSigned) throw new Conflict("This record was changed in another window. Please read it again.");
  }
  await AppointmentModel.updateOne({ _id: appointment._id }, { $unset: { recordDueSince: 1 } });
}
