/** The package's own types and csurf's declare `Request.secret` differently, so only what is used here is declared. */
declare module "cookie-parser" {
  import type { RequestHandler } from "express";

  /** Puts the cookies on each request; `signedCookies` are those that one of the secrets signed. */
  export default function cookieParser(secrets: string[]): RequestHandler;
}
