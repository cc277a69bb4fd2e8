import { z } from "zod";
import { ungroup } from "../protocol/numbers.js";
import { emailAddress, ownPath } from "../web/field-forms.js";

const MISSING = "Please enter the six digits from our e-mail.";

/** The code in digits of any script, with or without spaces. */
export const code = z
  .string(MISSING)
  .transform(ungroup)
  .pipe(z.string().regex(/^\d{6}$/, MISSING));

export const codeForm = z.object({ code, next: ownPath() });
export const addressForm = z.object({ email: emailAddress("Please enter your e-mail address."), next: ownPath() });
export const nextForm = z.object({ next: ownPath() });
