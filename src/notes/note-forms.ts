import { z } from "zod";
import { NOTE_LENGTH } from "./note-rules.js";

export const noteForm = z.object({
  // Browsers send two characters for each line break that they counted as one.
  text: z
    .string()
    .transform((text) => text.replaceAll("\r\n", "\n"))
    .pipe(z.string().max(NOTE_LENGTH, `A note has room for ${NOTE_LENGTH} characters.`)),
  version: z.coerce.number().int().min(0),
});

/** Nothing comes with an attachment but the file itself. */
export const attachmentForm = z.object({});
