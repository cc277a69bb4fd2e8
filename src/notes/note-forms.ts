import { z } from "zod";
import { longText } from "../web/field-forms.js";
import { NOTE_LENGTH } from "./note-rules.js";
import { TEMPLATE_LENGTHS } from "./template-rules.js";

const text = longText(NOTE_LENGTH, `A note has room for ${NOTE_LENGTH} characters.`);
const version = z.coerce.number().int().min(0);

/** A note as edited, and what its button asks for. */
export const noteForm = z.object({
  text,
  version,
  sitting: z.string().min(1).max(40),
  turn: z.coerce.number().int().min(1),
  then: z.enum(["save", "preview", "insert", "join", "sign"]).catch("save"),
  /** The template to insert. */
  template: z.string().max(40).catch(""),
});

export type NoteForm = z.infer<typeof noteForm>;

export const signForm = z.object({ version });

export const addendumForm = z.object({ text, number: z.coerce.number().int().min(1) });

/** A template to write notes from. */
export const templateForm = z.object({
  name: z
    .string("Please name the template.")
    .trim()
    .min(1, "Please name the template.")
    .max(TEMPLATE_LENGTHS.name, `Please use at most ${TEMPLATE_LENGTHS.name} characters.`),
  text: longText(TEMPLATE_LENGTHS.text),
});
