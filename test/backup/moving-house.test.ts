import { expect } from "chai";
import mongoose from "mongoose";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { backUp, type Copied, type SiteData } from "../../src/backup/back-up.js";
import { checkRecords } from "../../src/backup/check-records.js";
import { collectionsToCopy } from "../../src/backup/collections.js";
import { restore } from "../../src/backup/restore.js";
import { seedDemo } from "../../src/demo/seed-demo.js";
import { connectModels, disconnectModels } from "../../src/platform/database.js";
import { readEnv } from "../../src/platform/env.js";
import { createSecrets, parseSealingKeys } from "../../src/platform/secrets.js";
import { sealedPlaces } from "../../src/sealed-places.js";
import { startSite, type Site } from "../../src/start-site.js";
import { freshDatabaseUri } from "../support/database.js";
import { failure } from "../support/failure.js";
import { noWakeUps } from "../support/no-wake-ups.js";
import { startOwnDatabase, type OwnDatabase } from "../support/own-database.js";
import { Reader } from "../support/reader.js";
import { bytesOf, connectTo, silent, siteIn } from "./site-copy.js";

const SEALING_KEYS = `first:${randomBytes(32).toString("base64")}`;

describe("Moving house", () => {
  let folder: string;
  let old: OwnDatabase;
  let from: SiteData;
  let to: SiteData;
  let copied: Copied;
  const newUri = freshDatabaseUri();

  const start = (uri: string, keys = SEALING_KEYS): Promise<Site> => {
    const env = readEnv({ PORT: "0", LOG_LEVEL: "fatal", DATA_DIR: folder, SEALING_KEYS: keys });
    return startSite(env, uri, { wakeUps: noWakeUps });
  };
  /** As the command does after the records. */
  const buildIndexes = async (): Promise<void> => {
    await connectModels(newUri);
    await disconnectModels();
  };

  /** A full demo site, copied while it runs, and restored on the server of this run: another embedded database, or a real one. */
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "healspace-moving-"));
    const file = path.join(folder, "site.backup");
    const secrets = createSecrets(parseSealingKeys([SEALING_KEYS]));
    old = await startOwnDatabase();
    const site = await start(old.uri);
    await seedDemo(site.services);
    from = siteIn(await connectTo(old.uri), secrets);
    copied = await backUp(from, file, silent());
    await site.stop();

    to = siteIn(await connectTo(newUri), secrets);
    await restore(to, file, silent(), buildIndexes);
  });
  after(async () => {
    await from.client.close();
    await to.db.dropDatabase();
    await to.client.close();
    await old.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("brings every record along, byte by byte", async () => {
    const names = await collectionsToCopy(from.db, []);
    const [before, after] = [await bytesOf(from, names), await bytesOf(to, names)];
    expect(Object.keys(before).length).to.be.greaterThan(15);
    expect(Object.keys(after)).to.have.members(Object.keys(before));
    for (const name of Object.keys(before)) expect(after[name], name).to.deep.equal(before[name]);
    const counted = Object.entries(copied.totals.records).filter(([, count]) => count > 0);
    expect(counted).to.have.deep.members(Object.entries(before).map(([name, records]) => [name, records.length]));
  });

  it("brings every file along", async () => {
    let files = 0;
    for await (const { reference } of from.files.list({})) {
      files += 1;
      expect((await to.files.get(reference))?.equals((await from.files.get(reference))!)).to.equal(true);
    }
    expect(files).to.be.greaterThan(25);
  });

  it("leaves every index standing", async () => {
    for (const { collection, schema } of Object.values(mongoose.models)) {
      if (schema.indexes().length === 0) continue;
      const [before, after] = [await indexesOf(from, collection.name), await indexesOf(to, collection.name)];
      expect(after, collection.name).to.deep.equal(before);
    }
  });

  it("opens a value of each kind and misses nothing, in the old house and in the new one", async () => {
    for (const site of [from, to]) {
      const found = await checkRecords(site, sealedPlaces, silent());
      expect(found.dangling).to.deep.equal({});
      expect(found.unopened).to.deep.equal([]);
      expect(found.opened).to.include.members(["messages.text", "notes.text", "attachments.content"]);
    }
  });

  it("lets people sign in where the keys are the same, and does not start with others", async () => {
    const { message } = await failure(start(newUri, `first:${randomBytes(32).toString("base64")}`));
    expect(message)
      .to.contain("SEALING_KEYS lacks the key")
      .and.to.contain(from.secrets.fingerprints()[0]!.fingerprint);
    await disconnectModels();

    const site = await start(newUri);
    const reader = new Reader(site.url);
    const page = await reader.submit(await reader.get("/sign-in"), "form[action='/sign-in']", {
      email: "sam@healspace.example",
      password: "healspace-demo",
    });
    expect(page.text).to.contain("Appointments");
    await site.stop();
  });
}).timeout(120_000);

async function indexesOf({ db }: SiteData, name: string): Promise<unknown[]> {
  const indexes = await db.collection(name).indexes();
  return indexes.map(({ v: _version, ...index }) => JSON.stringify(index)).sort();
}
