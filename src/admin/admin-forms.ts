import { z } from "zod";
import { EVENTS } from "../audit/event-rules.js";
import { keysOf } from "../catalogue/catalogue-rules.js";
import { pageNumber, recordId, singleLine } from "../web/field-forms.js";
import { EMAIL_LENGTH } from "../web/text-rules.js";
import { REASON_LENGTH, REMARK_LENGTH, ROLE_WORDS, STATE_WORDS } from "./admin-rules.js";

const id = recordId();

/** Which part of the audit log to show. */
export const auditQuery = z.object({
  what: z.enum(keysOf(EVENTS)).optional().catch(undefined),
  person: id.optional().catch(undefined),
  page: pageNumber,
});

/** Which reports to show. */
export const reportQuery = z.object({
  closed: z.preprocess((sent) => sent === "1", z.boolean()),
  page: pageNumber,
});

/** The outcome of a report. */
export const remarkForm = z.object({
  remark: z
    .string()
    .trim()
    .min(1, "Please say what the outcome was.")
    .max(REMARK_LENGTH, `Please use at most ${REMARK_LENGTH} characters.`),
});

/** Which accounts to show; what is not on a list is left out. */
export const accountSearch = z.object({
  words: z.string().trim().normalize("NFC").max(EMAIL_LENGTH).catch(""),
  role: z.enum(keysOf(ROLE_WORDS)).optional().catch(undefined),
  state: z.enum(keysOf(STATE_WORDS)).optional().catch(undefined),
  page: pageNumber,
});

/** Why an account is suspended, or a suspension lifted. */
export const reasonForm = z.object({
  reason: singleLine(REASON_LENGTH).refine((reason) => reason !== "", "Please say why. It goes into the audit log."),
});
