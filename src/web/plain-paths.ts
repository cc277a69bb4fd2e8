import type { RequestHandler } from "express";
import { NotFound } from "../platform/errors.js";

/** Answers that there is no such page where the path begins with two slashes: as a link, it would lead to another host. */
export const plainPaths: RequestHandler = (req, _res, next) => {
  if (req.path.startsWith("//")) throw new NotFound();
  next();
};
