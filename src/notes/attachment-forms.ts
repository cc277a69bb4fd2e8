import { z } from "zod";
import { longText, singleLine } from "../web/field-forms.js";
import { ATTACHMENT_LENGTHS, MOST_ATTACHMENTS } from "./note-rules.js";

/** Nothing comes with attachments but the files themselves. */
export const attachmentForm = z.object({});

export const attachmentEditForm = z.object({
  name: singleLine(ATTACHMENT_LENGTHS.name).refine((name) => name.length > 0, "Please give the file a name."),
  description: longText(ATTACHMENT_LENGTHS.description).transform((text) => text.trim()),
  position: z.coerce.number("Please choose a position.").int().min(1).max(MOST_ATTACHMENTS),
});

export const strikeForm = z.object({
  reason: longText(ATTACHMENT_LENGTHS.reason)
    .transform((text) => text.trim())
    .refine((text) => text.length > 0, "Please say why."),
});
