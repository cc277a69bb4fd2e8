import { z } from "zod";
import { countCharacters, EMAIL_LENGTH, isLineText, isNameText, plainEmail } from "./text-rules.js";
import { zoneNamed } from "./zone-rules.js";

const EMAIL =
  /^(?!\.)(?!.*\.\.)[A-Za-z0-9_'+.-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+(?:[A-Za-z]{2,}|xn--[A-Za-z0-9-]+)$/;
const EMAIL_PROBLEM = "Please enter an e-mail address such as name@example.org.";
const TELEPHONE_PROBLEM = "Please enter a telephone number such as +49 30 123456.";
type Line = z.ZodType<string>;

const CANNOT_TAKE = "Please use letters, spaces and punctuation only.";

/** A record's id. */
export const recordId = (problem?: string): z.ZodType<string, string> => z.string().regex(/^[0-9a-f]{24}$/, problem);

/** A page of a list, from 1; anything else is read as the first one. */
export const pageNumber = z.coerce.number().int().min(1).max(100_000).catch(1);

/**
 * A person's name: trimmed, NFC, `least` to `most` characters as people see them, of the letters, marks and punctuation of any
 * script; nothing invisible and nothing that turns the direction of the text around it.
 */
export function personName({ least, most }: { least: number; most: number }, missing: string): Line {
  return plainText(missing)
    .refine((text) => countCharacters(text) >= least && /\p{L}/u.test(text), { error: missing, abort: true })
    .refine((text) => countCharacters(text) <= most, { error: tooLong(most), abort: true })
    .refine(isNameText, CANNOT_TAKE);
}

/** One line of text, which may be empty: trimmed, NFC, at most this many characters as people see them, all of them visible. */
export function singleLine(most: number): Line {
  return plainText("Please enter some text.")
    .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), { error: "Please keep this on one line.", abort: true })
    .refine((text) => countCharacters(text) <= most, { error: tooLong(most), abort: true })
    .refine(isLineText, CANNOT_TAKE);
}

/** Text of several lines, at most this many characters long. Browsers send two characters for a line break, which counts as one. */
export function longText(most: number, problem = tooLong(most)): z.ZodType<string, string> {
  return z
    .string("Please enter some text.")
    .transform((text) => text.replaceAll("\r\n", "\n"))
    .pipe(z.string().max(most, problem));
}

/** An e-mail address, its domain in ASCII: "kim@müller.example" becomes "kim@xn--mller-kva.example". */
export function emailAddress(missing = EMAIL_PROBLEM): z.ZodType<string> {
  return z
    .string(missing)
    .transform(plainEmail)
    .pipe(z.string().max(EMAIL_LENGTH, EMAIL_PROBLEM).regex(EMAIL, EMAIL_PROBLEM));
}

/** A time zone by any of its names, as its present one. */
export function timeZone(missing = "Please choose your time zone."): z.ZodType<string> {
  return z.string(missing).transform((name, context) => {
    const zone = zoneNamed(name);
    if (zone) return zone;
    context.addIssue({ code: "custom", message: missing });
    return z.NEVER;
  });
}

/** A telephone number as people write it, with five digits of any script or more; or empty. */
export function telephone(most: number): Line {
  return singleLine(most).refine((text) => text === "" || isTelephone(text), TELEPHONE_PROBLEM);
}

/** A page of this site to go on to; anything else is left out. */
export function ownPath(): z.ZodType<string | undefined> {
  return z
    .string()
    .regex(/^\/(?![/\\])[^\p{Cc}\\]*$/u)
    .optional()
    .catch(undefined);
}

function isTelephone(text: string): boolean {
  return /^[\p{Nd}\s()+./*#–-]+$/u.test(text) && (text.match(/\p{Nd}/gu) ?? []).length >= 5;
}

const plainText = (missing: string) => z.string(missing).trim().normalize("NFC");

const tooLong = (most: number): string => `Please use at most ${most} characters.`;
