import express, { type RequestHandler } from "express";

/** Reads a form's fields, at most 256 KiB of them. A body of another type, or none, has no fields. */
export const readFields: RequestHandler[] = [
  express.urlencoded({ extended: false, limit: "256kb" }),
  (req, _res, next) => {
    req.body ??= {};
    next();
  },
];
