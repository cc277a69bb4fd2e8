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
  let back: SiteData;
  let [copied, copiedBack]: [Copied?, Copied?] = [];
  let newUri: string;

  const start = (uri: string, keys = SEALING_KEYS): Promise<Site> => {
    const env = readEnv({ PORT: "0", LOG_LEVEL: "fatal", DATA_DIR: folder, SEALING_KEYS: keys });
    return startSite(env, uri, { wakeUps: noWakeUps });
  };
  /** As the command does after the records. */
  const buildIndexes = (uri: string) => async (): Promise<void> => {
    await connectModels(uri);
    await disconnectModels();
  };

  /**
   * A full demo site, copied while it runs, restored on the server of this run, which is another embedded database or a real one, and
   * brought back from there into an embedded one.
   */
  before(async () => {
    newUri = freshDatabaseUri();
    folder = await mkdtemp(path.join(tmpdir(), "healspace-moving-"));
    const [file, returning] = ["site", "returning"].map((name) => path.join(folder, `${name}.backup`)) as [
      string,
      string,
    ];
    const secrets = createSecrets(parseSealingKeys([SEALING_KEYS]));
    old = await startOwnDatabase();
    const site = await start(old.uri);
    await seedDemo(site.services);
    from = siteIn(await connectTo(old.uri), secrets);
    copied = await backUp(from, file, silent());
    await site.stop();

    to = siteIn(await connectTo(newUri), secrets);
    await restore(to, file, silent(), buildIndexes(newUri));
    copiedBack = await backUp(to, returning, silent());
    const backUri = databaseNamed(old.uri, "back");
    back = siteIn(await connectTo(backUri), secrets);
    await restore(back, returning, silent(), buildIndexes(backUri));
  });
  after(async () => {
    await from.client.close();
    await to.db.dropDatabase();
    await to.client.close();
    await back.client.close();
    await old.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it("brings every record along, byte by byte, and back", async () => {
    const names = await collectionsToCopy(from.db, []);
    const ordered = await collectionsToCopy(from.db, ["payments", "accounts"]);
    expect(ordered.slice(-2)).to.deep.equal(["payments", "accounts"]);
    const before = await bytesOf(from, names);
    expect(Object.keys(before).length).to.be.greaterThan(15);
    for (const house of [to, back]) {
      const after = await bytesOf(house, names);
      expect(Object.keys(after)).to.have.members(Object.keys(before));
      for (const name of Object.keys(before)) expect(after[name], name).to.deep.equal(before[name]);
    }
    const counts = Object.entries(before).map(([name, records]) => [name, records.length]);
    for (const { totals } of [copied!, copiedBack!])
      expect(Object.entries(totals.records).filter(([, count]) => count > 0)).to.have.deep.members(counts);
  });

  it("copies one moment where the database keeps one, and else says that it did not", async () => {
    expect(copied!.how).to.equal("one");
    expect(copiedBack!.how).to.equal((await keepsMoments(to)) ? "one" : "in order");
  });

  it("brings every file along, and back", async () => {
    let files = 0;
    for await (const { reference } of from.files.list({})) {
      files += 1;
      const bytes = (await from.files.get(reference))!;
      for (const house of [to, back]) expect((await house.files.get(reference))?.equals(bytes)).to.equal(true);
    }
    expect(files).to.be.greaterThan(25);
  });

  it("leaves every index standing", async () => {
    for (const { collection, schema } of Object.values(mongoose.models)) {
      if (schema.indexes().length === 0) continue;
      const before = await indexesOf(from, collection.name);
      for (const house of [to, back]) expect(await indexesOf(house, collection.name)).to.deep.equal(before);
    }
  });

  it("opens a value of each kind and misses nothing, in the old house and in the new ones", async () => {
    for (const site of [from, to, back]) {
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
  return indexes
    .map(({ name, key, unique, sparse, partialFilterExpression, expireAfterSeconds }) =>
      JSON.stringify({ name, key, unique, sparse, partialFilterExpression, expireAfterSeconds }),
    )
    .sort();
}

/** Whether a server lets several reads see one moment: a replica set does, and so does the embedded database. */
async function keepsMoments({ client, db }: SiteData): Promise<boolean> {
  const session = client.startSession();
  session.startTransaction();
  const answered = await db
    .collection("accounts")
    .findOne({}, { session })
    .then(
      () => true,
      () => false,
    );
  await session.abortTransaction().catch(() => undefined);
  await session.endSession();
  return answered;
}

const databaseNamed = (uri: string, name: string): string =>
  Object.assign(new URL(uri), { pathname: `/${name}` }).toString();
