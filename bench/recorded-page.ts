import { EJSON, type Document } from "bson";

/** A page of the site, as `bench/pages.ts` gives it to the servers that it is compared with. */
export interface RecordedPage {
  path: string;
  /** What it asks the database, trip by trip. */
  trips: Document[][];
  html: string;
  headers: Record<string, string>;
}

type Ask = (command: Document) => Promise<Document[]>;

/** Takes pages from the parent process, and tells it `url`. */
export function takePages(url: string): Map<string, RecordedPage> {
  const pages = new Map<string, RecordedPage>();
  process.on("message", (sent: string) => {
    const page = EJSON.parse(sent) as RecordedPage;
    pages.set(page.path, page);
    process.send?.({ path: page.path });
  });
  process.send?.({ url });
  return pages;
}

/** Asks what a page asks, one trip after the other, for the documents that it is told. */
export async function askAll(trips: Document[][], ask: Ask): Promise<Document[]> {
  const found: Document[] = [];
  for (const trip of trips) found.push(...(await Promise.all(trip.map(ask))).flat());
  return found;
}
