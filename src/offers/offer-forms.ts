import { z } from "zod";
import { keysOf, MEDIA, SESSION_TYPES } from "../catalogue/catalogue-rules.js";
import { readClock } from "../protocol/numbers.js";

const TIME = /^(?:[01]\d|2[0-3]):[0-5][05]$/;

/** When an offered session starts, by the counsellor's clocks. `outside`: on purpose, outside their hours. */
const when = {
  date: z.iso.date("Please choose a date."),
  time: z
    .string("Please choose a time.")
    .transform(readClock)
    .pipe(z.string().regex(TIME, "Please enter a time in steps of five minutes, such as 14:30.")),
  outside: z
    .literal("yes")
    .optional()
    .catch(undefined)
    .transform((said) => said === "yes"),
};

export const offerForm = z.object({
  ...when,
  sessionType: z.enum(keysOf(SESSION_TYPES), "Please choose a session type."),
  medium: z.enum(keysOf(MEDIA), "Please choose how you meet."),
});

/** Another time for a booked session; `from` is the start that was shown. */
export const moveForm = z.object({
  ...when,
  from: z.iso.datetime("Please reload this page.").transform((text) => new Date(text)),
});

/** A free time to fill in. */
export const offerQuery = z.object({
  at: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .optional()
    .catch(undefined),
});
