import type { Request, RequestHandler } from "express";
import multer, { type StorageEngine } from "multer";
import { BadRequest, Forbidden, SafeError } from "../platform/errors.js";
import { writeTemporaryFile, type TemporaryFile } from "../platform/temporary-file.js";
import { FILE_BYTES } from "../protocol/limits.js";
import { hasToken, requireToken } from "./csrf.js";
import { person } from "./passport.js";
import { keepWaiting } from "./stalled-bodies.js";
import { uploadTurns } from "./upload-turns.js";

declare global {
  // oxlint-disable-next-line typescript/no-namespace
  namespace Express.Multer {
    interface File {
      kept: TemporaryFile;
    }
  }
}

/**
 * Reads a form with up to `most` files of 10 MB into temporary files, for a later handler to discard. Nothing of a file is read
 * before the form token was found right, in the `CSRF-Token` header or in a field ahead of the files, and before its sender has a
 * turn. A larger file ends in 413, a malformed form in 400, and a wait that lasts too long in 503.
 */
export function receiveFiles(field: string, most: number): RequestHandler {
  const read = multer({
    storage: temporaryFiles,
    fileFilter: (req, _file, done) => void beforeFile(req).then(() => done(null, true), done),
    defParamCharset: "utf8",
    limits: { fileSize: FILE_BYTES, files: most, fields: 10, fieldSize: 10_000, fieldNameSize: 100, parts: most + 11 },
  }).array(field);
  return async (req, res, next) => {
    if (req.get("CSRF-Token")) await beforeFile(req);
    read(req, res, (error?: unknown) => {
      if (error !== undefined) return next(isUnreadable(error) ? new BadRequest() : error);
      ensureToken(req).then(() => next(), next);
    });
  };
}

const temporaryFiles: StorageEngine = {
  _handleFile(_req, file, done) {
    writeTemporaryFile(file.stream).then((kept) => done(null, { kept }), done);
  },
  _removeFile(_req, { kept }, done) {
    kept.discard().then(() => done(null), done);
  },
};

/** The parser's own errors carry no code. */
const isUnreadable = (error: unknown): boolean =>
  error instanceof Error && !(error instanceof SafeError) && !("code" in error);

const hasTurn = new WeakSet<Request>();

async function beforeFile(req: Request): Promise<void> {
  await ensureToken(req);
  if (hasTurn.has(req)) return;
  hasTurn.add(req);
  const endTurn = await keepWaiting(req, () => uploadTurns(req).receiving.take(person(req).id));
  req.res!.once("close", endTurn);
  if (req.destroyed) endTurn();
}

function ensureToken(req: Request): Promise<void> {
  if (hasToken(req)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    requireToken(req, req.res!, (error?: unknown) => {
      if (error === undefined) resolve();
      else reject(error instanceof Error ? error : new Forbidden());
    });
  });
}
