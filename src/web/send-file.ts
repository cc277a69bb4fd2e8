import type { Response } from "express";

/** Answers with someone's file, as a download that no browser runs anything of or keeps. */
export function sendFile(res: Response, { name, kind, bytes }: { name: string; kind: string; bytes: Buffer }): void {
  res.attachment(name).type(kind);
  res.set({ "Cache-Control": "no-store", "Content-Security-Policy": "sandbox; default-src 'none'" });
  res.send(bytes);
}

/**
 * Answers with someone's file for the browser to show, in a page of this site or by itself. The browser's own viewer shows it, and
 * nothing in it may load or run anything; no cache keeps it.
 */
export function showFile(res: Response, { kind, bytes }: { kind: string; bytes: Buffer }): void {
  res.type(kind);
  res.set({
    "Cache-Control": "no-store",
    "Content-Disposition": "inline",
    // Chrome's viewer is an object.
    "Content-Security-Policy":
      "default-src 'none'; object-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
  });
  res.send(bytes);
}
