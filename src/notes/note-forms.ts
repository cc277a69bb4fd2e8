import { z } from "zod";
import { NOTE_LENGTH } from "./note-rules.js";

export const noteForm = z.object({
  text: z.string().max(NOTE_LENGTH, `A note has room for ${NOTE_LENGTH} characters.`),
  version: z.coerce.number().int().min(0),
});
