/** Measures the bytes of a first visit to each page, as transferred (brotli), against the aims for slow connections. */
import { mkdtemp, rm } from "node:fs/promises";
import { get } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { OwnProcess } from "../test/support/own-process.js";

const AIM_BEFORE_SCRIPT = 14_600;
const AIM_WITH_SCRIPT = 24_000;
const PAGES = ["/", "/counsellors", "/counsellors/ana-moreno", "/register"];

const data = await mkdtemp(path.join(tmpdir(), "healspace-bench-"));
const site = new OwnProcess({ PORT: "0", DATA_DIR: data });
try {
  const url = await site.answers();
  console.log(
    `page                        html + css + headers   aim ${AIM_BEFORE_SCRIPT}   with script   aim ${AIM_WITH_SCRIPT}`,
  );
  for (const page of PAGES) await measure(url, page);
} finally {
  site.kill("SIGTERM");
  await site.exits();
  await rm(data, { recursive: true, force: true });
}

async function measure(url: string, page: string): Promise<void> {
  const html = await load(url + page);
  const styles = await loadAll(url, html.text, /<link rel="stylesheet" href="([^"]+)"/g);
  const scripts = await loadAll(url, html.text, /<script defer src="([^"]+)"/g);
  const before = html.bytes + styles;
  const withScripts = before + scripts;
  const columns = [
    page.padEnd(28) + String(before).padStart(20),
    share(before, AIM_BEFORE_SCRIPT),
    String(withScripts).padStart(13),
    share(withScripts, AIM_WITH_SCRIPT),
  ];
  console.log(columns.join("   "));
}

function share(bytes: number, aim: number): string {
  return (bytes / aim).toFixed(2).padStart(9);
}

async function loadAll(url: string, html: string, links: RegExp): Promise<number> {
  const sizes = await Promise.all(
    [...html.matchAll(links)].map(async ([, address]) => (await load(url + address)).bytes),
  );
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

/** The body and headers of an answer, as transferred. */
function load(address: string): Promise<{ bytes: number; text: string }> {
  return new Promise((resolve, reject) => {
    get(address, { headers: { "accept-encoding": "br" } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        const body = Buffer.concat(chunks);
        const headers = answer.rawHeaders.join(": ").length + answer.rawHeaders.length;
        resolve({ bytes: body.length + headers, text: unpack(body, answer.headers["content-encoding"]) });
      });
    }).on("error", reject);
  });
}

function unpack(body: Buffer, encoding: string | undefined): string {
  return (encoding === "br" ? brotliDecompressSync(body) : body).toString();
}
