import { z } from "zod";
import { zoneNamed } from "../accounts/account-rules.js";
import { GENDERS, keysOf, LANGUAGES, MEDIA, SESSION_TYPES, SPECIALIZATIONS } from "./counsellor-rules.js";
import { SORTS, WITHIN_DAYS } from "./search-rules.js";

const oneOf = <K extends string>(keys: readonly [K, ...K[]]) => z.enum(keys).optional().catch(undefined);

const euros = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .optional()
  .catch(undefined);

const specializations = z.enum(keysOf(SPECIALIZATIONS));

/** An address names a thing once or several times; what is not on the list is left out. */
const severalSpecializations = z.preprocess(
  (asked) => [...new Set([asked].flat())].filter((one) => specializations.safeParse(one).success),
  z.array(specializations),
);

/** What an address asks of the search. What cannot be understood is left out. */
export const searchQuery = z.object({
  specialization: severalSpecializations,
  sessionType: oneOf(keysOf(SESSION_TYPES)),
  medium: oneOf(keysOf(MEDIA)),
  language: oneOf(LANGUAGES),
  /** In whole euros. */
  from: euros,
  upTo: euros,
  gender: oneOf(keysOf(GENDERS)),
  accepting: z
    .literal("yes")
    .transform(() => true as const)
    .optional()
    .catch(undefined),
  within: z.coerce
    .number()
    .refine((days) => WITHIN_DAYS.includes(days))
    .optional()
    .catch(undefined),
  words: z
    .string()
    .trim()
    .regex(/^\P{Cc}+$/u)
    .max(100)
    .optional()
    .catch(undefined),
  sort: z.enum(keysOf(SORTS)).catch("soonest"),
  page: z.coerce.number().int().min(1).max(1000).catch(1),
});

/** A moment of these centuries: years of other lengths have no date that a zone could be told of. */
const instant = z.iso
  .datetime()
  .regex(/^2[01]/)
  .transform((text) => new Date(text))
  .optional()
  .catch(undefined);

/** A zone under its proper name, whatever the case in which it was asked for. */
const zone = z
  .string()
  .max(60)
  .transform((name) => zoneNamed(name) ?? undefined)
  .optional()
  .catch(undefined);

/** What an address asks of a profile's slot picker. What cannot be understood is left out. */
export const pickerQuery = z.object({
  type: oneOf(keysOf(SESSION_TYPES)),
  from: z.iso.date().optional().catch(undefined),
  day: z.iso.date().optional().catch(undefined),
  at: instant,
  near: instant,
  zone,
  /** "zone" while one is being chosen, "kept" once it was. */
  choose: z.enum(["zone", "kept"]).optional().catch(undefined),
});

export type PickerQuery = z.infer<typeof pickerQuery>;
