import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { databaseUri, startEmbeddedMongo, type EmbeddedMongo } from "../../src/embedded-mongo/start.js";

let embedded: EmbeddedMongo | undefined;
let folder: string | undefined;

/** The address of a new, empty database: on the server that MONGODB_URI names, or else on an embedded one for this run. */
export async function freshDatabaseUri(): Promise<string> {
  const name = `test-${randomBytes(6).toString("hex")}`;
  const real = process.env.MONGODB_URI;
  if (real) return Object.assign(new URL(real), { pathname: `/${name}` }).toString();
  folder ??= await mkdtemp(path.join(tmpdir(), "healspace-"));
  embedded ??= await startEmbeddedMongo({ folder });
  return databaseUri(embedded, name);
}

/** Ends what `freshDatabaseUri` started. */
export async function stopDatabase(): Promise<void> {
  await embedded?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
  embedded = folder = undefined;
}
