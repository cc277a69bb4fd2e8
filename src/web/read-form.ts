import type { Request, RequestHandler, Response } from "express";
import type { z } from "zod";
import { Busy, Conflict, InvalidInput, TooMany, type SafeError } from "../platform/errors.js";
import { enteredFields } from "./entered-fields.js";
import { wantsData } from "./respond.js";

/** What a form template needs to show again what was entered and what is wrong with it. */
export interface FormState {
  entered: Record<string, unknown>;
  /** One sentence per field name. */
  errors: Record<string, string>;
  /** What is wrong with the whole. */
  problem?: string;
}

/** Shows the page of a form, filled in as its state says. */
export type ShowForm = (req: Request, res: Response, form: FormState) => Promise<void>;

export const emptyForm: FormState = { entered: {}, errors: {} };

/**
 * Handles a form: reads the body by its schema and passes it on. Bad input, here or in the action, shows the form again
 * with what was entered (422); so do a conflict with another change (409), a rate limit (429) and a rush (503). Passwords do
 * not come back.
 */
export function form<S extends z.ZodType>(
  schema: S,
  showAgain: (req: Request, res: Response, form: FormState) => Promise<void> | void,
  handle: (req: Request, res: Response, input: z.infer<S>) => Promise<void> | void,
): RequestHandler {
  return async (req, res) => {
    const entered = (req.body ?? {}) as Record<string, unknown>;
    try {
      await handle(req, res, readInput(schema, entered));
    } catch (error) {
      if (wantsData(req) || !isAboutForm(error)) throw error;
      res.status(error.status);
      if (error instanceof Busy) res.set("Retry-After", "5");
      const errors = error instanceof InvalidInput ? error.fields : {};
      await showAgain(req, res, { entered: enteredFields(entered), errors, problem: error.message });
    }
  };
}

function isAboutForm(error: unknown): error is SafeError {
  return [InvalidInput, Conflict, TooMany, Busy].some((kind) => error instanceof kind);
}

/** Reads what was sent by a schema. Throws InvalidInput with one sentence per field. */
export function readInput<S extends z.ZodType>(schema: S, sent: unknown): z.infer<S> {
  const read = schema.safeParse(sent);
  if (read.success) return read.data;
  const fields: Record<string, string> = {};
  for (const issue of read.error.issues) fields[issue.path.join(".")] ??= issue.message;
  throw new InvalidInput(fields);
}
