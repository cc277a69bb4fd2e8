import { z } from "zod";
import { singleLine } from "../web/field-forms.js";

export const SEARCH_LENGTH = 200;

const day = z
  .union([z.literal(""), z.iso.date("Please enter a date.")])
  .optional()
  .transform((text) => text || null);
const id = z.string().regex(/^[0-9a-f]{24}$/);

/** What to look for in one's own notes. The words come in the body of a request: an address is kept in histories and logs. */
export const noteSearchForm = z.object({
  words: singleLine(SEARCH_LENGTH),
  client: z
    .union([z.literal(""), id])
    .optional()
    .transform((text) => text || null),
  from: day,
  to: day,
  /** Where the page before ended. */
  before: z.iso
    .datetime()
    .optional()
    .catch(undefined)
    .transform((text) => (text ? new Date(text) : null)),
});

export type NoteSearch = z.infer<typeof noteSearchForm>;
