import { z } from "zod";
import { emailAddress } from "../web/field-forms.js";

/** Whom to invite. */
export const inviteForm = z.object({ email: emailAddress("Please enter their e-mail address.") });

/** What is done to an invitation by a button alone. */
export const buttonForm = z.object({});
