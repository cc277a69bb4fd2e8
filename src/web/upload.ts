import type { Request, RequestHandler, Response } from "express";
import multer from "multer";
import type { z } from "zod";
import type { Action } from "../access/permissions.js";
import { InvalidInput } from "../platform/errors.js";
import { FILE_BYTES } from "../protocol/limits.js";
import { requireToken } from "./csrf.js";
import { allowUpload } from "./guards.js";
import { form, type ShowForm } from "./read-form.js";

/** A file as its sender named it. */
export interface Upload {
  name: string;
  bytes: Buffer;
}

/** A form with one file beside its fields. */
export interface UploadForm<S extends z.ZodType> {
  /** The name of the file's field. */
  field: string;
  /** What to say where no file was chosen. */
  missing: string;
  schema: S;
  /** Checks what the address names before the file is read. Throws NotFound. */
  find?: (req: Request) => Promise<unknown>;
  showAgain: ShowForm;
  handle: (req: Request, res: Response, upload: Upload, input: z.infer<S>) => Promise<void> | void;
}

/**
 * All handlers of a route that takes one file: policy, record, file (at most 10 MB, else 413), form token, and the form. The file is
 * read into memory.
 */
export function uploadForm<S extends z.ZodType>(action: Action, options: UploadForm<S>): RequestHandler[] {
  const { field, missing, schema, find, showAgain, handle } = options;
  const ensureFound: RequestHandler = async (req, _res, next) => {
    await find?.(req);
    next();
  };
  const read = form(schema, showAgain, async (req, res, input) => {
    if (!req.file) throw new InvalidInput({ [field]: missing });
    await handle(req, res, { name: req.file.originalname, bytes: req.file.buffer }, input);
  });
  return [allowUpload(action), ensureFound, fileInto(field), requireToken, read];
}

function fileInto(field: string): RequestHandler {
  return multer({
    storage: multer.memoryStorage(),
    defParamCharset: "utf8",
    limits: { fileSize: FILE_BYTES, files: 1, fields: 10, fieldSize: 10_000, fieldNameSize: 100, parts: 12 },
  }).single(field);
}
