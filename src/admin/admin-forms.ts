import { z } from "zod";
import { singleLine } from "../web/field-forms.js";
import { EMAIL_LENGTH } from "../web/text-rules.js";
import { VERIFIED_LENGTH } from "./admin-rules.js";

export const publishForm = z.object({
  counsellorId: z.string().regex(/^[0-9a-f]{24}$/),
  version: z.coerce.number().int().min(0),
  what: singleLine(VERIFIED_LENGTH).refine((what) => what !== "", "Please say what you checked. Clients read it."),
});

/** The beginning of an e-mail address. */
export const accountSearch = z.object({ email: z.string().trim().max(EMAIL_LENGTH).catch("") });
