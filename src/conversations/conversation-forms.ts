import { z } from "zod";
import { LENGTHS } from "../protocol/limits.js";
import { saysSomething } from "../protocol/says-something.js";
import { REASONS, type ReportReason } from "./report-rules.js";
import { recordId, pageNumber } from "../web/field-forms.js";

const reasonKeys = Object.keys(REASONS) as [ReportReason, ...ReportReason[]];
const ownId = z.string().regex(/^[A-Za-z0-9-]{8,64}$/);
const id = recordId();

const text = z.preprocess(
  withPlainLineBreaks,
  z
    .string("Please write something first.")
    .trim()
    .refine(saysSomething, "Please write something first.")
    .max(LENGTHS.message, `That is longer than ${LENGTHS.message} characters. Please send it in two messages.`),
);

/** The form below a conversation. */
export const messageForm = z.object({
  text,
  clientId: ownId,
  appointmentId: id.optional().catch(undefined),
});

/** Forms send line breaks as CR LF. */
function withPlainLineBreaks(written: unknown): unknown {
  return typeof written === "string" ? written.replaceAll("\r\n", "\n") : written;
}

/** The fields sent with a file. */
export const fileForm = z.object({ clientId: ownId, appointmentId: id.optional().catch(undefined) });

export const reportForm = z.object({ reason: z.enum(reasonKeys, "Please choose what it is about.") });

/** The message to withdraw, and the page from which. */
export const withdrawForm = z.object({
  seq: z.coerce.number().int().min(1),
  appointmentId: id.optional().catch(undefined),
});

/** The message that the withdrawal page is about; 0, which no message has, when it cannot be read. */
export const withdrawQuery = withdrawForm.extend({ seq: withdrawForm.shape.seq.catch(0) });

/** The page of the conversation list to show. */
export const conversationListQuery = z.object({ page: pageNumber });

/** The page of a conversation to show. */
export const historyQuery = z.object({
  before: z.coerce.number().int().min(1).optional().catch(undefined),
  appointmentId: id.optional().catch(undefined),
});

/** Asks for changes after the messages that a page already has. */
export const changesQuery = z.object({ after: z.coerce.number().int().min(0).catch(0) });

/** The messages that the reader of a page without a socket has seen. */
export const readForm = z.object({ upTo: z.coerce.number().int().min(0).catch(0) });

export const openShape = z.strictObject({ conversationId: id, after: z.number().int().min(0) });
export const readShape = z.strictObject({ conversationId: id, upTo: z.number().int().min(0) });
export const conversationTypingShape = z.strictObject({ conversationId: id });
export const withdrawShape = z.strictObject({ conversationId: id, seq: z.number().int().min(1) });
export const countShape = z.strictObject({});
export const sendShape = z.strictObject({ conversationId: id, clientId: ownId, text });
