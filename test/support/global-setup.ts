import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { KNOWN_DIFFERENCES } from "./other-mongo/known-differences.js";
import { takePageErrors } from "./page-errors.js";
import { startEmbeddedMongo, type EmbeddedMongo } from "../../src/embedded-mongo/start.js";

let embedded: EmbeddedMongo | undefined;
let folder = "";

/** Before anything: one embedded database for all tests, unless MONGODB_URI names a server. The processes that run them inherit it. */
export async function mochaGlobalSetup(): Promise<void> {
  if (process.env.MONGODB_URI) return;
  folder = await mkdtemp(path.join(tmpdir(), "healspace-"));
  embedded = await startEmbeddedMongo({ folder, noSync: true });
  process.env.MONGODB_URI = embedded.uri;
}

/** After everything. */
export async function mochaGlobalTeardown(): Promise<void> {
  await embedded?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
}

const clocks = (): unknown[] => [
  Date,
  Date.now,
  Reflect.get(performance, "now"),
  setTimeout,
  setInterval,
  setImmediate,
];
const OWN_CLOCKS = clocks();

/**
 * A script that fails in a browser fails its test, and so does a clock that is left behind: the tests after it would run by that. What
 * DocumentDB is known to do otherwise is not asked of it.
 */
export const mochaHooks = {
  beforeEach(this: Mocha.Context): void {
    if (process.env.ON_OTHER_MONGO === "documentdb" && KNOWN_DIFFERENCES.has(this.currentTest?.title ?? ""))
      this.skip();
  },
  afterEach(): void {
    const errors = takePageErrors();
    if (errors.length > 0) throw new Error(`A page's script failed: ${errors.join("; ")}`);
    if (clocks().some((clock, place) => clock !== OWN_CLOCKS[place]))
      throw new Error("A stopped clock was left behind");
  },
};
