/**
 * The floor for `bench/pages.ts`: a server on `node:http` and the bare driver that asks the database what a page of the site asks, in
 * as many trips, fills a template literal of the page's size with what it is told, and sends the page's headers. It logs nothing.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Document } from "bson";
import mongoose from "mongoose";
import { askAll, takePages } from "./recorded-page.js";

const client = await new mongoose.mongo.MongoClient(process.argv[2] ?? "").connect();
const database = client.db("healspace");

const server = createServer((request, response) => {
  const page = pages.get(request.url ?? "");
  if (!page) return void response.writeHead(404).end();
  void askAll(page.trips, ask).then((documents) => {
    const body = Buffer.from(fill(page.html, documents));
    response.writeHead(200, { ...page.headers, "Content-Length": body.length }).end(body);
  });
}).listen(0);
await once(server, "listening");
const pages = takePages(`http://localhost:${(server.address() as AddressInfo).port}`);

/** Every command of a page is one of these. */
async function ask({ find, count, aggregate, filter, pipeline, cursor, ...options }: Document): Promise<Document[]> {
  const collection = database.collection((find ?? count ?? aggregate) as string);
  if (count) await collection.estimatedDocumentCount();
  if (count) return [];
  if (find) return collection.find(filter as Document, options).toArray();
  return collection.aggregate(pipeline as Document[], { ...options, ...(cursor as object) }).toArray();
}

function fill(html: string, documents: Document[]): string {
  const rows = documents.map((document) => `<li>${Object.values(document).map(escaped).join(" ")}</li>`).join("");
  return `<ul>${rows}</ul>${html.slice(rows.length)}`;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escaped = (value: unknown): string => String(value).replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
