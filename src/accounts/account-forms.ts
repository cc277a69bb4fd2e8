import { z } from "zod";
import { emailAddress, ownPath, personName, timeZone } from "../web/field-forms.js";
import { countCharacters } from "../web/text-rules.js";
import { ENTERED_PASSWORD_LENGTH, NAME_LENGTHS, PASSWORD_LENGTHS } from "./account-rules.js";

const TOO_SHORT = `Please use at least ${PASSWORD_LENGTHS.least} characters.`;
const TOO_LONG = `Please use at most ${PASSWORD_LENGTHS.most} characters.`;

const email = emailAddress("Please enter your e-mail address.");

/** Someone who wants to offer sessions rather than book them. */
const as = z.literal("counsellor").optional().catch(undefined);

const newPassword = z
  .string("Please choose a password.")
  .max(ENTERED_PASSWORD_LENGTH, TOO_LONG)
  .transform((text) => text.normalize("NFC"))
  .refine((text) => countCharacters(text) >= PASSWORD_LENGTHS.least, TOO_SHORT)
  .refine((text) => countCharacters(text) <= PASSWORD_LENGTHS.most, TOO_LONG);

export const registerForm = z.object({
  name: personName(NAME_LENGTHS, "Please enter a name of two letters or more. A first name is enough."),
  email,
  password: newPassword,
  zone: timeZone(),
  next: ownPath(),
  as,
});

export const signInForm = z.object({
  email,
  password: z
    .string("Please enter your password.")
    .min(1, "Please enter your password.")
    .max(ENTERED_PASSWORD_LENGTH, "The e-mail or the password is not right."),
  next: ownPath(),
});

const currentPassword = z
  .string("Please enter your password.")
  .min(1, "Please enter your password.")
  .max(ENTERED_PASSWORD_LENGTH, "The current password is not right.");

export const passwordForm = z.object({
  currentPassword,
  newPassword,
});

/** The address whose password is forgotten. */
export const forgotForm = z.object({ email });

export const newPasswordForm = z.object({ password: newPassword });

/** A new admin; the address comes from the link. */
export const adminForm = z.object({
  name: personName(NAME_LENGTHS, "Please enter your name."),
  password: newPassword,
});

/** A counsellor's own password, to confirm that the account is theirs. */
export const confirmAdminForm = z.object({
  password: z
    .string("Please enter your password.")
    .min(1, "Please enter your password.")
    .max(ENTERED_PASSWORD_LENGTH, "The password is not right."),
});

/** The zone that an account's times are shown in from now on; `device`: the zone of the browser that asked which to use. */
export const zoneForm = z.object({ zone: timeZone(), device: timeZone().optional().catch(undefined), next: ownPath() });

/** Which login session to end; without one, all but that of the request. */
export const signOutForm = z.object({ login: z.string().max(64).optional() });

/** What an address may also name: the page to go to afterwards, and the role to register in. */
export const signInQuery = z.object({ next: ownPath(), as });

export const emailChangeForm = z.object({ email, currentPassword });
