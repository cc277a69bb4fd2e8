import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { databaseUri, startEmbeddedMongo, type EmbeddedMongo } from "../../src/embedded-mongo/start.js";
import { makeClient, signedIn } from "../support/people.js";
import { soon } from "../support/soon.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { TRIALS } from "../support/trials.js";

/** The driver notices at once that its server is away. */
const WATCHING = "?heartbeatFrequencyMS=500";
/** More than a page and the health check wait for a database, and less than the driver does. */
const ANSWER_MS = 10_000;

describe(`When the database is away for ${TRIALS.awayMs / 1000} seconds`, () => {
  let folder: string;
  let database: EmbeddedMongo;
  let site: TestSite;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "healspace-away-"));
    database = await startEmbeddedMongo({ folder });
    site = await startTestSite({ databaseUri: databaseUri(database, "away") + WATCHING });
  });
  after(async () => {
    await site.stop();
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("answers every page with a plain 503, then recovers by itself", async () => {
    const reader = await signedIn(site, await makeClient());
    await database.stop();
    const began = Date.now();
    while (Date.now() - began < TRIALS.awayMs) {
      const [page, readiness] = await soon(
        "a page and the health check",
        Promise.all([reader.get("/appointments"), reader.get("/readyz")]),
        ANSWER_MS,
      );
      expect(page.status).to.equal(503);
      expect(page.headers.get("retry-after")).to.equal("5");
      expect(page.text).to.contain("try again in a moment");
      expect(page.html).not.to.match(/Mongo|socket|ECONN|node_modules/);
      expect((await reader.get("/healthz")).status).to.equal(200);
      expect(readiness.status).to.equal(503);
      await pause(500);
    }

    database = await startEmbeddedMongo({ folder });
    const back = Date.now();
    let page = await reader.get("/appointments");
    while (page.status === 503 && Date.now() - back < 60_000) page = await reader.get("/appointments");
    expect(page.status).to.equal(200);
    expect(page.text).to.contain("You have no appointments yet");
  });
}).timeout(150_000);
