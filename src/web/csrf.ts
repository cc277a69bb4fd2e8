import csurfModule from "csurf";
import type { RequestHandler } from "express";

// The package's types describe its CommonJS face; what ESM imports is the function itself.
const csurf = csurfModule as unknown as typeof csurfModule.default;

/**
 * Refuses every write whose form or `CSRF-Token` header lacks the login session's token. A route that takes a file parses it
 * first and then applies this itself; every other one comes after it.
 */
export const csrf: RequestHandler = csurf({
  value: (req) => req.get("CSRF-Token") ?? (req.body as { _csrf?: string } | undefined)?._csrf ?? "",
});
