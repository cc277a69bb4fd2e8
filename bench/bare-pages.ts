/**
 * The floor for `bench/pages.ts`: a server on `node:http` and the bare driver that asks the database what a page of the site asked,
 * and fills a template literal of the page's size with what it is told. Its parent sends it pages, and gets its address.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { EJSON, type Document } from "bson";
import mongoose from "mongoose";

/** A page, as its parent sends it. */
export interface BarePage {
  path: string;
  /** What it asks, in EJSON. */
  commands: string;
  html: string;
}

interface Ready {
  commands: Document[];
  html: string;
}

const client = await new mongoose.mongo.MongoClient(process.argv[2] ?? "").connect();
const database = client.db("healspace");
const pages = new Map<string, Ready>();

const server = createServer((request, response) => {
  const page = pages.get(request.url ?? "");
  if (!page) return void response.writeHead(404).end();
  void Promise.all(page.commands.map((command) => database.command(command))).then((replies) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(fill(page.html, replies.flatMap(documentsIn)));
  });
});
server.listen(0, () => process.send?.({ url: `http://localhost:${(server.address() as AddressInfo).port}` }));
process.on("message", ({ path, commands, html }: BarePage) => {
  pages.set(path, { commands: EJSON.parse(commands) as Document[], html });
  process.send?.({ path });
});

function documentsIn(reply: Document): Document[] {
  return (reply as { cursor?: { firstBatch: Document[] } }).cursor?.firstBatch ?? [];
}

function fill(html: string, documents: Document[]): string {
  const size = Math.ceil(html.length / (documents.length + 1));
  const rows = documents.map(({ _id }, place) => {
    const words = String(_id).replace(/[&<>"]/g, "");
    return `<li id="row-${words}">${html.slice((place + 1) * size + words.length + 18, (place + 2) * size)}</li>`;
  });
  return `${html.slice(0, size)}${rows.join("")}`;
}
