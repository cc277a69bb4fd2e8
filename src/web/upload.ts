import type { Request, RequestHandler, Response } from "express";
import type { z } from "zod";
import type { Action } from "../access/permissions.js";
import { InvalidInput } from "../platform/errors.js";
import { allowUpload } from "./guards.js";
import { person } from "./passport.js";
import { form, type ShowForm } from "./read-form.js";
import { receiveFiles } from "./receive-files.js";
import { uploadTurns } from "./upload-turns.js";

/** A file as its sender named it. */
export interface Upload {
  name: string;
  bytes: Buffer;
}

/** A file that waits on disk. `work` gets it in memory once it is its turn, while few others are worked on. */
export interface WaitingFile {
  name: string;
  use<T>(work: (upload: Upload) => Promise<T>): Promise<T>;
}

interface FilesForm<S extends z.ZodType> {
  /** The name of the files' field. */
  field: string;
  /** What to say where no file was chosen. */
  missing: string;
  schema: S;
  /** Checks what the address names before a file is read. Throws NotFound. */
  find?: (req: Request) => Promise<unknown>;
  showAgain: ShowForm;
}

/** A form with one file beside its fields. */
export interface UploadForm<S extends z.ZodType> extends FilesForm<S> {
  handle: (req: Request, res: Response, upload: Upload, input: z.infer<S>) => Promise<void>;
}

/** A form with several files, in the order in which they were chosen. */
export interface UploadsForm<S extends z.ZodType> extends FilesForm<S> {
  /** How many files one request may bring. */
  most: number;
  handle: (req: Request, res: Response, files: WaitingFile[], input: z.infer<S>) => Promise<void>;
}

/** All handlers of a route that takes several files: policy, record, form token, files, and the form. Limits as `receiveFiles` says. */
export function uploadsForm<S extends z.ZodType>(action: Action, options: UploadsForm<S>): RequestHandler[] {
  const { field, most, missing, schema, find, showAgain, handle } = options;
  const ensureFound: RequestHandler = async (req, _res, next) => {
    await find?.(req);
    next();
  };
  const read = form(schema, showAgain, async (req, res, input) => {
    const files = filesOf(req);
    if (files.length === 0) throw new InvalidInput({ [field]: missing });
    await handle(req, res, waitingFiles(req, files), input);
  });
  const readAndDiscard: RequestHandler = async (req, res, next) => {
    try {
      await read(req, res, next);
    } finally {
      await Promise.all(filesOf(req).map(({ kept }) => kept.discard()));
    }
  };
  return [allowUpload(action), ensureFound, receiveFiles(field, most), readAndDiscard];
}

/** The same for a route that takes one file. */
export function uploadForm<S extends z.ZodType>(action: Action, options: UploadForm<S>): RequestHandler[] {
  return uploadsForm(action, {
    ...options,
    most: 1,
    handle: async (req, res, [file], input) => file!.use((upload) => options.handle(req, res, upload, input)),
  });
}

const filesOf = (req: Request): Express.Multer.File[] => (req.files ?? []) as Express.Multer.File[];

function waitingFiles(req: Request, files: Express.Multer.File[]): WaitingFile[] {
  return files.map(({ originalname: name, kept }) => ({
    name,
    async use(work) {
      const endTurn = await uploadTurns(req).working.take(person(req).id);
      try {
        return await work({ name, bytes: await kept.read() });
      } finally {
        endTurn();
      }
    },
  }));
}
