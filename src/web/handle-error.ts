import type { ErrorRequestHandler, RequestHandler } from "express";
import { MulterError } from "multer";
import { isDatabaseAway } from "../platform/database-away.js";
import { BadRequest, Forbidden, InvalidInput, NotFound, SafeError, TooLarge, Unavailable } from "../platform/errors.js";
import type { Log } from "../platform/log.js";
import type { ErrorCode } from "../protocol/codes.js";
import { giveData, show, wantsData } from "./respond.js";

const HEADINGS: Record<number, string> = {
  400: "We could not read that request",
  403: "That was not allowed",
  404: "This page does not exist",
  409: "Something has changed",
  413: "That is too large",
  422: "Please check what you entered",
  429: "One moment, please",
  503: "We will be right back",
};

/** Answers an address that no route takes. */
export const noSuchPage: RequestHandler = () => {
  throw new NotFound();
};

/**
 * Answers with what was thrown: a plain page, a short message where htmx asked, `{ code, message, fields? }` where a script did.
 * Shows nothing of the inside.
 */
export function handleError(log: Log): ErrorRequestHandler {
  return async (thrown: unknown, req, res, next) => {
    // Answered already, because the database was away.
    if (res.writableEnded) return;
    if (res.headersSent) return next(thrown);
    const error = asSafeError(thrown);
    if (!error)
      log.error(
        { err: withoutContents(thrown), method: req.method, route: (req.route as { path?: string } | undefined)?.path },
        "a request failed",
      );
    const status = error?.status ?? 500;
    if (status === 503) res.set("Retry-After", "5");
    if (wantsData(req)) return giveData(res.status(status), asData(error));
    const heading = HEADINGS[status] ?? "Something went wrong";
    const explanation = error?.message ?? "This was our fault. We have logged it.";
    await show(res, "error", { title: heading, heading, explanation }, { status, fragment: "partials/_problem" });
  };
}

/** `message` is the first field's, where a field is wrong: a script may have one place for words. */
function asData(error: SafeError | null): { code: ErrorCode; message: string; fields?: Record<string, string> } {
  if (!error) return { code: "server-error", message: "Something went wrong. Please try again." };
  const { code, message } = error;
  if (!(error instanceof InvalidInput)) return { code, message };
  return { code, message: Object.values(error.fields)[0] ?? message, fields: error.fields };
}

function asSafeError(thrown: unknown): SafeError | null {
  if (thrown instanceof SafeError) return thrown;
  if (thrown instanceof MulterError) return fromMulter(thrown);
  if (isDatabaseAway(thrown)) return new Unavailable();
  const { code, status } = thrown as { code?: unknown; status?: unknown };
  if (code === "EBADCSRFTOKEN")
    return new Forbidden("This form has expired. Go back, reload the page and send it again.");
  if (status === 413) return new TooLarge();
  if (typeof status === "number" && status >= 400 && status < 500) return new BadRequest();
  return null;
}

function fromMulter(error: MulterError): SafeError {
  if (error.code === "LIMIT_FILE_SIZE")
    return new TooLarge("That file is larger than 10 MB. Please choose a smaller one.");
  if (error.code === "LIMIT_UNEXPECTED_FILE" || error.code === "LIMIT_FILE_COUNT")
    return new TooLarge("Those were too many files at once. Please send fewer.");
  return new BadRequest("We could not read that upload. Please try again.");
}

/** A database error carries the values it was about; those stay out of the log. */
function withoutContents(thrown: unknown): object {
  if (!(thrown instanceof Error)) return { name: "not an Error" };
  const { name, stack } = thrown;
  const frames = (stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
  return { name, code: (thrown as { code?: unknown }).code, stack: frames.join("\n") };
}
