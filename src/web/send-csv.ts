import type { Response } from "express";
import { toCsv } from "./csv-rules.js";

/** Answers with a table as a download that no cache keeps. */
export function sendCsv(res: Response, name: string, rows: string[][]): void {
  res.attachment(name).type("text/csv").set("Cache-Control", "no-store");
  res.send(toCsv(rows));
}
