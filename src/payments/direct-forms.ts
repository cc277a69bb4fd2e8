import { z } from "zod";
import { longText } from "../web/field-forms.js";

/** In characters as people see them. */
export const INSTRUCTIONS_LENGTH = 1000;

/** How a counsellor wants to be paid directly. */
export const instructionsForm = z.object({
  instructions: z.string("Please write how clients pay you.").trim().pipe(longText(INSTRUCTIONS_LENGTH)),
  version: z.string().max(40),
});
