/**
 * Measures the built server's memory, embedded database included, while 30 uploads stall, 10 people upload honestly and 200 sockets
 * are open, and how long a page takes during that time.
 */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp from "sharp";
import { WebSocket } from "ws";
import { systemClock } from "../src/platform/clock.js";
import { connectModels, disconnectModels, reachDatabase } from "../src/platform/database.js";
import { readEnv } from "../src/platform/env.js";
import { createSecrets, parseSealingKeys } from "../src/platform/secrets.js";
import { SOCKET_PATH } from "../src/protocol/limits.js";
import type { Services } from "../src/services.js";
import { createLoginDoor } from "../test/support/login-door.js";
import { OwnProcess } from "../test/support/own-process.js";
import { makeCounsellor } from "../test/support/people.js";
import { Reader } from "../test/support/reader.js";

const STALLED = 30;
const HONEST = 10;
const SOCKETS = 200;
const DOCUMENTS = "/profile/verification/documents";

const data = await mkdtemp(path.join(tmpdir(), "healspace-bench-"));
const [secret, key] = [randomBytes(32).toString("hex"), `bench:${randomBytes(32).toString("base64")}`];
const secrets = { SESSION_SECRETS: secret, SEALING_KEYS: key };
/** As the Procfile sets it. */
const malloc = { MALLOC_ARENA_MAX: "2", MALLOC_MMAP_THRESHOLD_: "262144" };
const site = new OwnProcess({ PORT: "0", DATA_DIR: data, ...secrets, ...malloc });
try {
  const url = await site.answers();
  const readers = await signedInReaders(url, STALLED + HONEST);
  await Promise.all(Array.from({ length: SOCKETS }, (_, i) => openSocket(url, readers[i % readers.length]!)));
  const [pdf, picture] = [Buffer.concat([Buffer.from("%PDF-1.4\n"), randomBytes(9_900_000)]), await phonePhoto()];
  const before = residentMb();
  const stalled = await Promise.all(readers.slice(0, STALLED).map(stall));
  const uploads = readers.slice(STALLED).map((reader, i) => upload(reader, i % 2 === 0 ? picture : pdf));
  const watched = watch(url, Promise.all(uploads));
  const statuses = await Promise.all(uploads);
  const { most, pages } = await watched;
  const count = statuses.filter((status) => status === 303).length;
  console.log(`${STALLED} stalled and ${HONEST} honest uploads, ${SOCKETS} sockets: ${count} of ${HONEST} are stored;`);
  console.log(`${before.toFixed(0)} MB resident before, at most ${most.toFixed(0)} MB until the last is stored;`);
  console.log(`${pages.length} pages answered, median ${at(pages, 0.5)} ms, slowest ${at(pages, 1)} ms`);
  for (const request of stalled) request.destroy();
} finally {
  site.kill("SIGTERM");
  await site.exits();
  await rm(data, { recursive: true, force: true });
}
process.exit();

/** Makes counsellors in the running site's database and signs them in with its secrets. */
async function signedInReaders(url: string, count: number): Promise<Reader[]> {
  const env = readEnv({ NODE_ENV: "test", DATA_DIR: data, ...secrets });
  await connectModels((await reachDatabase(env)).uri);
  const services = { clock: systemClock, secrets: createSecrets(parseSealingKeys([key])) } as Services;
  const door = createLoginDoor(services, secret);
  const readers: Reader[] = [];
  for (let i = 0; i < count; i += 1) {
    const reader = new Reader(url);
    for (const cookie of await door.enter((await makeCounsellor()).id)) {
      reader.setCookie(cookie.slice(0, cookie.indexOf("=")), cookie.slice(cookie.indexOf("=") + 1));
    }
    readers.push(reader);
  }
  await door.close();
  await disconnectModels();
  return readers;
}

async function openSocket(url: string, reader: Reader): Promise<void> {
  const socket = new WebSocket(new URL(SOCKET_PATH, url.replace("http", "ws")), {
    headers: { cookie: reader.cookieHeader, origin: new URL(url).origin },
  });
  await once(socket, "open");
}

/** An upload that sends half of its file and then nothing. */
async function stall(reader: Reader): Promise<http.ClientRequest> {
  const request = http.request(new URL(DOCUMENTS, reader.url), {
    method: "POST",
    headers: {
      "Content-Type": "multipart/form-data; boundary=part",
      "CSRF-Token": await reader.csrfToken("/profile/verification"),
      cookie: reader.cookieHeader,
    },
  });
  request.on("error", () => undefined);
  request.write('--part\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4\n');
  request.write(randomBytes(5_000_000));
  return request;
}

async function upload(reader: Reader, bytes: Buffer): Promise<number> {
  const body = new FormData();
  body.set("_csrf", await reader.csrfToken("/profile/verification"));
  body.set("purpose", "licence");
  body.set("file", new Blob([new Uint8Array(bytes)]), "a file");
  return (await reader.request(DOCUMENTS, { method: "POST", body, redirect: "manual" })).status;
}

/** 24 million pixels, as phones take them. */
function phonePhoto(): Promise<Buffer> {
  const noise = { type: "gaussian" as const, mean: 128, sigma: 12 };
  const picture = sharp({ create: { width: 6000, height: 4000, channels: 3, noise, background: "black" } });
  return picture.withMetadata({ orientation: 6 }).jpeg({ quality: 85 }).toBuffer();
}

/** Asks for a page four times a second, and looks at the memory twenty times a second, until the uploads are over. */
async function watch(url: string, uploads: Promise<unknown>): Promise<{ most: number; pages: number[] }> {
  let isOver = false;
  void uploads.finally(() => (isOver = true));
  let most = 0;
  const looking = setInterval(() => (most = Math.max(most, residentMb())), 50);
  const pages: number[] = [];
  while (!isOver) {
    const began = performance.now();
    const { status } = await fetch(url);
    if (status !== 200) throw new Error(`A page answered ${status}`);
    pages.push(performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  clearInterval(looking);
  return { most, pages };
}

function residentMb(): number {
  return Number(execFileSync("ps", ["-o", "rss=", "-p", String(site.pid)])) / 1024;
}

function at(values: number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(0);
}
