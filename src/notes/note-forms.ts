import { z } from "zod";
import { longText } from "../web/field-forms.js";
import { NOTE_LENGTH } from "./note-rules.js";

export const noteForm = z.object({
  text: longText(NOTE_LENGTH, `A note has room for ${NOTE_LENGTH} characters.`),
  version: z.coerce.number().int().min(0),
  sitting: z.string().min(1).max(40),
  turn: z.coerce.number().int().min(1),
});

/** Nothing comes with an attachment but the file itself. */
export const attachmentForm = z.object({});
