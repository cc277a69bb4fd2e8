import type { Response } from "express";

/** Answers with somebody's file, as a download that no browser runs anything of or keeps. */
export function sendFile(res: Response, { name, kind, bytes }: { name: string; kind: string; bytes: Buffer }): void {
  res.attachment(name).type(kind);
  res.set({ "Cache-Control": "no-store", "Content-Security-Policy": "sandbox; default-src 'none'" });
  res.send(bytes);
}
