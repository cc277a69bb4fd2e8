import type { Request } from "express";

/** What a page says on top once something is done: the words for the address's `done`, if there are any. */
export function doneWords<W>(req: Request, words: Record<string, W>): W | undefined {
  const { done } = req.query;
  return typeof done === "string" && Object.hasOwn(words, done) ? words[done] : undefined;
}
