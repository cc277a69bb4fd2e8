import { z } from "zod";
import { GENDERS, keysOf, LANGUAGES, MEDIA, SESSION_TYPES, SPECIALIZATIONS } from "../catalogue/catalogue-rules.js";
import { readMoney, type Currency } from "../web/money-rules.js";
import { SORTS, WITHIN_DAYS, WORDS_LENGTH, type Search } from "./search-rules.js";
import { pageNumber } from "../web/field-forms.js";

const oneOf = <K extends string>(keys: readonly [K, ...K[]]) => z.enum(keys).optional().catch(undefined);

/** An empty field is no demand. */
const optionalText = <T extends z.ZodType>(schema: T) =>
  z.preprocess((sent) => (typeof sent === "string" && sent.trim() === "" ? undefined : sent), schema.optional());

const price = (currency: Currency) =>
  optionalText(
    z
      .string("Please enter one price.")
      .transform((text) => readMoney(text, currency))
      .refine((amount) => amount !== null, "Please enter a price such as 60. Until then, any price is shown.")
      .transform(Number),
  );

const words = optionalText(
  z
    .string("Please enter the words once.")
    .trim()
    .max(WORDS_LENGTH, `Please use at most ${WORDS_LENGTH} characters. These words are left out.`)
    .regex(/^\P{Cc}+$/u, "Please keep the words on one line. They are left out.")
    .regex(/[\p{L}\p{N}]/u, "Please enter a word with letters or numbers. Nothing else can be found."),
);

const specializations = z.enum(keysOf(SPECIALIZATIONS));

/** An address names one or several; unknown ones are dropped. */
const severalSpecializations = z.preprocess(
  (asked) => [...new Set([asked].flat())].filter((one) => specializations.safeParse(one).success),
  z.array(specializations),
);

const searchQuery = (currency: Currency) =>
  z
    .object({
      specialization: severalSpecializations,
      sessionType: oneOf(keysOf(SESSION_TYPES)),
      medium: oneOf(keysOf(MEDIA)),
      language: oneOf(LANGUAGES),
      from: price(currency),
      upTo: price(currency),
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
      words,
      sort: z.enum(keysOf(SORTS)).catch("soonest"),
      page: pageNumber,
    })
    .refine(({ from = 0, upTo = Infinity }) => from <= upTo, {
      path: ["upTo"],
      message: "This is lower than the lowest price, so it is left out.",
    });

/**
 * * What an address asks of the search, with prices in this currency, as far as it can be understood. What was typed and cannot be is
 * left out, with one sentence for each field; a choice that is on no list is left out without.
 */
export function readSearch(
  query: Record<string, unknown>,
  currency: Currency,
): { search: Search; errors: Record<string, string> } {
  const read = queryIn(currency).safeParse(query);
  if (read.success) return { search: read.data, errors: {} };
  const errors: Record<string, string> = {};
  for (const { path, message } of read.error.issues) errors[String(path[0])] ??= message;
  const understood = Object.fromEntries(Object.entries(query).filter(([name]) => !(name in errors)));
  const rest = readSearch(understood, currency);
  return { search: rest.search, errors: { ...errors, ...rest.errors } };
}

const queries = new Map<Currency, ReturnType<typeof searchQuery>>();

/** Making a schema costs more than using it. */
function queryIn(currency: Currency): ReturnType<typeof searchQuery> {
  const made = queries.get(currency) ?? searchQuery(currency);
  queries.set(currency, made);
  return made;
}
