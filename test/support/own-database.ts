import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { databaseUri, startEmbeddedMongo } from "../../src/embedded-mongo/start.js";
import { startTestSite, type TestSite } from "./test-site.js";

export interface OwnDatabase {
  uri: string;
  stop(): Promise<void>;
}

/** Starts a database that no other test shares, so that what it counts is this test's doing. */
export async function startOwnDatabase(): Promise<OwnDatabase> {
  const folder = await mkdtemp(path.join(tmpdir(), "healspace-own-"));
  const database = await startEmbeddedMongo({ folder, noSync: true });
  return {
    uri: databaseUri(database, "own"),
    async stop() {
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts the real site on such a database, which stops with it. */
export async function startSiteOnOwnDatabase(): Promise<TestSite> {
  const database = await startOwnDatabase();
  const site = await startTestSite({ databaseUri: database.uri });
  return {
    ...site,
    async stop() {
      await site.stop();
      await database.stop();
    },
  };
}
