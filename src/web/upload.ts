import type { RequestHandler } from "express";
import multer from "multer";

export const UPLOAD_LIMIT_BYTES = 10 * 1024 * 1024;

/**
 * Reads one file of a multipart form into memory as `req.file`, and its fields into `req.body`. Comes behind the policy and
 * before `csrf`. A larger file throws a multer error that is answered with 413.
 */
export function upload(field: string): RequestHandler {
  return multer({
    storage: multer.memoryStorage(),
    defParamCharset: "utf8",
    limits: { fileSize: UPLOAD_LIMIT_BYTES, files: 1, fields: 10, fieldSize: 10_000, fieldNameSize: 100, parts: 12 },
  }).single(field);
}
