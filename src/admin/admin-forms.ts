import { z } from "zod";

export const publishForm = z.object({
  counsellorId: z.string().regex(/^[0-9a-f]{24}$/),
  version: z.coerce.number().int().min(0),
  what: z
    .string()
    .trim()
    .min(1, "Please say what you checked. Clients read it.")
    .max(160, "Please use at most 160 characters.")
    .regex(/^\P{Cc}*$/u, "Please keep this on one line."),
});

/** With what an e-mail address begins. */
export const accountSearch = z.object({ email: z.string().trim().max(200).catch("") });
