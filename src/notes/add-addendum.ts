import mongoose from "mongoose";
import type { Person } from "../access/permissions.js";
import { isDuplicate } from "../platform/database.js";
import { Conflict, InvalidInput } from "../platform/errors.js";
import type { Services } from "../services.js";
import { AddendumModel, addendumPlace } from "./addendum-model.js";
import { findNote } from "./find-note.js";
import { sealContent } from "./note-content.js";

/**
 * Adds the addendum with this number to the actor's signed record, dated and signed by them. Does nothing where it has already been
 * added with this text. Throws Conflict where another has the number, or the record is not signed.
 */
export async function addAddendum(
  services: Services,
  actor: Person,
  { appointmentId, number, text }: { appointmentId: string; number: number; text: string },
): Promise<void> {
  const { id, signed, addenda } = await findNote(services, actor, appointmentId, "record");
  if (!id || !signed) throw new Conflict("Only a signed record takes addenda.");
  if (text.trim() === "") throw new InvalidInput({ text: "Please write the addendum." });
  const same = addenda.find((one) => one.number === number);
  if (same?.text === text) return;
  if (number !== addenda.length + 1) throw taken();
  const [at, { name }, _id] = [services.clock.now(), actor, new mongoose.Types.ObjectId()];
  const addendum = {
    _id,
    noteId: new mongoose.Types.ObjectId(id),
    authorId: new mongoose.Types.ObjectId(actor.id),
    number,
    at,
    name,
  };
  const previous = addenda.at(-1)?.digest ?? signed.digest;
  try {
    await AddendumModel.create({
      ...addendum,
      text: sealContent(services, { text, previous }, addendumPlace(addendum, "text")),
    });
  } catch (error) {
    throw isDuplicate(error) ? taken() : error;
  }
}

const taken = (): Conflict => new Conflict("You added another addendum in another window. Please read it first.");
