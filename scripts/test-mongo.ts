/**
 * `npm run test:mongo`: runs the tests on a MongoDB that is not the project's own. With MONGODB_URI that is the server there; else, as
 * root on Debian, DocumentDB, which it sets up in the folder that OTHER_MONGO_DIR names. Files may be named: `npm run test:mongo -- FILE…`
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startOtherMongo, whyNot } from "../test/support/other-mongo/start.js";

/** Hundreds of writers on one record, which PostgreSQL answers with deadlocks that MongoDB does not know. */
const COLLISIONS = ["booking/random-bookings", "booking/under-load", "booking/killed", "room/room-races"];
/** A command takes several times as long as in the embedded database, and claims that collide are tried again. */
const TEST_MS = 180_000;
/** DocumentDB's connections know for a while of collections that are gone, so that one that takes such a name anew may be refused. */
const DOCUMENTDB_RETRIES = 2;
/** What the embedded database answers as MongoDB does; its other tests are about its own storage. */
const BOTH = ["aggregation", "indexes", "matching", "ordering", "updates"];
/** What starts an embedded database of its own, and so never asks the other one. */
const OWN_DATABASE = [
  "desk/clients",
  "insights/insights",
  "platform/index-use",
  "realtime/lossless",
  "search/search",
  "start/backup-commands",
  "start/build-script",
  "start/make-admin-command",
  "start/own-process",
  "web/database-away",
  "web/trips",
];
const LEFT_OUT = [...COLLISIONS, ...OWN_DATABASE];

process.exitCode = await main(process.argv.slice(2));

async function main(named: string[]): Promise<number> {
  const { MONGODB_URI } = process.env;
  if (MONGODB_URI) return runTests(MONGODB_URI, "named", named);
  const reason = whyNot();
  if (reason) return skip(reason);
  const folder = process.env.OTHER_MONGO_DIR ?? path.join(tmpdir(), "healspace-other-mongo");
  const other = await startOtherMongo(folder).catch((error: unknown) => error as Error);
  if (other instanceof Error) return skip(`DocumentDB could not be set up: ${lastLine(other.message)}`);
  try {
    return await runTests(other.uri, "documentdb", named);
  } finally {
    await other.stop();
  }
}

async function runTests(uri: string, kind: "named" | "documentdb", named: string[]): Promise<number> {
  const files = named.length > 0 ? named : testFiles();
  const env = { ...process.env, MONGODB_URI: uri, ON_OTHER_MONGO: kind };
  const retries = kind === "documentdb" ? ["--retries", String(DOCUMENTDB_RETRIES)] : [];
  const args = ["scripts/test.mjs", "--timeout", String(TEST_MS), ...retries, ...files];
  const running = spawn(process.execPath, args, { env, stdio: "inherit" });
  // So that whoever ends this still has the database stopped.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => running.kill(signal));
  const [code] = (await once(running, "exit")) as [number | null];
  return code ?? 1;
}

/** All but those of pages in browsers, which ask the database nothing that the others do not, and those that never ask it. */
function testFiles(): string[] {
  return readdirSync("test", { recursive: true, encoding: "utf8" }).flatMap((file) => {
    const [, folder, name = ""] = /^([^/]+)\/(.+)\.test\.ts$/.exec(file) ?? [];
    if (!folder || folder === "browser" || LEFT_OUT.includes(`${folder}/${name}`)) return [];
    return folder !== "embedded-mongo" || BOTH.includes(name) ? [path.join("test", file)] : [];
  });
}

function skip(reason: string): number {
  console.log(
    `The tests on a MongoDB of someone else's are skipped: ${reason}. MONGODB_URI may name a server to use instead.`,
  );
  return 0;
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
