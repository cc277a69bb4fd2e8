import { z } from "zod";
import { isZone, NAME_LENGTH, PASSWORD_LENGTHS } from "./account-rules.js";

const email = z
  .string("Please enter your e-mail address.")
  .trim()
  .max(200)
  .pipe(z.email("Please enter an e-mail address such as name@example.org."));

/** A page of this site to go on to; anything else is left out. */
const next = z
  .string()
  .regex(/^\/(?![/\\])[^\p{Cc}\\]*$/u)
  .optional()
  .catch(undefined);

/** Who wants to offer sessions rather than book them. */
const as = z.literal("counsellor").optional().catch(undefined);

const newPassword = z
  .string("Please choose a password.")
  .min(PASSWORD_LENGTHS.least, `Please use at least ${PASSWORD_LENGTHS.least} characters.`)
  .max(PASSWORD_LENGTHS.most, `Please use at most ${PASSWORD_LENGTHS.most} characters.`);

export const registerForm = z.object({
  name: z
    .string("Please enter a name.")
    .trim()
    .regex(/[\p{L}\p{N}]/u, "Please enter a name. It may be a first name.")
    .max(NAME_LENGTH, `Please use at most ${NAME_LENGTH} characters.`),
  email,
  password: newPassword,
  zone: z.string("Please choose your time zone.").refine(isZone, "Please choose your time zone."),
  next,
  as,
});

export const signInForm = z.object({
  email,
  password: z
    .string("Please enter your password.")
    .min(1, "Please enter your password.")
    .max(PASSWORD_LENGTHS.most, "The e-mail or the password is not right."),
  next,
});

export const passwordForm = z.object({
  currentPassword: z
    .string("Please enter your password.")
    .min(1, "Please enter your password.")
    .max(PASSWORD_LENGTHS.most, "The current password is not right."),
  newPassword,
});

/** Which login session to end; without one, all but that of the request. */
export const signOutForm = z.object({ login: z.string().max(64).optional() });

/** What an address may ask for besides: where to go on to, and as whom to register. */
export const signInQuery = z.object({ next, as });
