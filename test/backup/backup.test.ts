import { expect } from "chai";
import mongoose from "mongoose";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { mock } from "node:test";
import { backUp, type SiteData } from "../../src/backup/back-up.js";
import { checkRecords } from "../../src/backup/check-records.js";
import { Progress } from "../../src/backup/progress.js";
import { restore } from "../../src/backup/restore.js";
import { createFileStore } from "../../src/platform/create-file-store.js";
import { disconnectModels } from "../../src/platform/database.js";
import { readEnv } from "../../src/platform/env.js";
import { createSecrets, parseSealingKeys } from "../../src/platform/secrets.js";
import { startSite } from "../../src/start-site.js";
import { sealedPlaces } from "../../src/sealed-places.js";
import { startCloudinaryDouble } from "../support/cloudinary-double.js";
import { freshDatabaseUri } from "../support/database.js";
import { failure } from "../support/failure.js";
import { noWakeUps } from "../support/no-wake-ups.js";
import { ReplicaSet } from "../support/replica-set.js";
import { bytesOf, connectTo, fillSmall, isEmpty, newKey, noIndexes, secretsOf, silent, siteIn } from "./site-copy.js";

const KEY = `first:${randomBytes(32).toString("base64")}`;
const secrets = createSecrets(parseSealingKeys([KEY]));
const DAMAGED = /damaged|not a HealSpace backup|SEALING_KEYS lacks|newer version/;

describe("Backups", () => {
  let folder: string;
  let file: string;
  let from: SiteData;
  let to: SiteData;
  let toUri: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "healspace-backup-"));
    from = siteIn(await connectTo(freshDatabaseUri()), secrets);
    await fillSmall(from);
  });
  beforeEach(async () => {
    file = path.join(folder, `${randomBytes(4).toString("hex")}.backup`);
    toUri = freshDatabaseUri();
    to = siteIn(await connectTo(toUri), secrets);
  });
  afterEach(async () => {
    await to.db.dropDatabase();
    await to.client.close();
  });
  after(async () => {
    await from.db.dropDatabase();
    await from.client.close();
    await rm(folder, { recursive: true, force: true });
  });

  const copy = (): ReturnType<typeof backUp> => backUp(from, file, silent());
  const bring = (replace: Partial<SiteData> = {}): ReturnType<typeof restore> =>
    restore({ ...to, ...replace }, file, silent(), noIndexes);
  const run = (command: string, uri: string, afterRecords: number): Promise<string | null> =>
    new Promise((resolve) => {
      const script = path.join(import.meta.dirname, "doomed-copy.ts");
      const args = ["--import", "tsx", script, command, uri, file, KEY, String(afterRecords)];
      const child = execFile(process.execPath, args, () => resolve(child.signalCode));
    });

  it("is readable by its owner only, holds neither keys nor words, and is never written over another", async () => {
    await copy();
    const text = (await readFile(file)).toString("latin1");
    expect(text).to.contain(secrets.fingerprints()[0]!.fingerprint);
    expect(text).not.to.contain(KEY.split(":")[1]).and.not.to.contain("reports");
    expect((await failure(copy())).message).to.contain("already exists");
  });

  it("refuses a restore with other keys, before it writes anything", async () => {
    await copy();
    const { message } = await failure(bring({ secrets: secretsOf(newKey("first")) }));
    expect(message).to.contain('made with the key "first"');
    expect(await isEmpty(to)).to.equal(true);
  });

  it("refuses a restore without an older key that still opens something, before it writes anything", async () => {
    const both = createSecrets(parseSealingKeys([`second:${randomBytes(32).toString("base64")}`, KEY]));
    await backUp({ ...from, secrets: both }, file, silent());
    const onlyNew = { ...both, fingerprints: () => both.fingerprints().slice(0, 1) };
    const { message } = await failure(bring({ secrets: onlyNew }));
    expect(message).to.contain('sealed with "first"').and.to.contain(secrets.fingerprints()[0]!.fingerprint);
    expect(await isEmpty(to)).to.equal(true);
    await bring({ secrets: both });
  });

  it("refuses a restore into a database that is not empty, and leaves that as it is", async () => {
    await copy();
    await to.db.collection("accounts").insertOne({ name: "Kim" });
    expect((await failure(bring())).message).to.contain("is not empty");
    expect(await bytesOf(to, ["reports", "restores"])).to.deep.equal({});
  });

  it("refuses a file in which any byte has changed, or that was cut anywhere, before it writes anything", async () => {
    await copy();
    const whole = await readFile(file);
    const cuts = [0, 5, 40, whole.length - 1, whole.length - 17, whole.length - 200];
    const damages = Array.from({ length: 24 }, (_, nth) => Math.floor((nth * (whole.length - 1)) / 23));
    for (const length of cuts) await refuses(whole.subarray(0, length), `cut after ${length}`);
    for (const at of damages) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 1;
      await refuses(damaged, `byte ${at}`);
    }
    await refuses(Buffer.concat([whole, Buffer.from("more")]), "something added");
    expect(await isEmpty(to)).to.equal(true);
    await writeFile(file, whole);
    await bring();
  });

  it("refuses a file of a newer format with a sentence that says so", async () => {
    await copy();
    const text = (await readFile(file)).toString("latin1").replace('"format":1', '"format":2');
    await refuses(Buffer.from(text, "latin1"), "newer", /newer version of HealSpace/);
  });

  it("notices chunks that were left out, exchanged or cut off between two of them", async () => {
    const big = siteIn(await connectTo(freshDatabaseUri()), secrets);
    for (let nth = 0; nth < 4; nth += 1) await big.files.put(randomBytes(100_000));
    await backUp(big, file, silent());
    const whole = await readFile(file);
    const start = whole.indexOf("}") + 1;
    const size = 64 * 1024 + 16;
    const chunk = (nth: number): Buffer => whole.subarray(start + nth * size, start + (nth + 1) * size);
    const head = whole.subarray(0, start);
    await refuses(Buffer.concat([head, chunk(0), chunk(1)]), "cut between chunks");
    await refuses(Buffer.concat([head, chunk(1), chunk(0), whole.subarray(start + 2 * size)]), "exchanged");
    await refuses(Buffer.concat([head, whole.subarray(start + size)]), "left out");
    await big.db.dropDatabase();
    await big.client.close();
  });

  it("leaves out who is signed in, and what only counts or waits for an hour", async () => {
    for (const name of ["loginSessions", "tries", "unfinished"])
      await from.db.collection(name).insertOne({ at: new Date() });
    await copy();
    await bring();
    expect(await bytesOf(to, ["loginSessions", "tries", "unfinished"])).to.deep.equal({});
    expect(await bytesOf(to, ["reports"])).to.deep.equal(await bytesOf(from, ["reports"]));
  });

  it("holds the records of one moment while others are written, with each file that they name", async () => {
    let written = 0;
    let copied = false;
    const writing = (async () => {
      while (!copied) {
        const id = new mongoose.Types.ObjectId();
        const reference = await from.files.put(randomBytes(2000));
        const file = { keyId: "first", reference };
        await from.db.collection<{ _id: mongoose.Types.ObjectId }>("conversations").insertOne({ _id: id });
        await from.db.collection("messages").insertOne({ conversationId: id, file: { content: file } });
        written += 1;
      }
    })();
    await from.db.collection("notices").insertMany(Array.from({ length: 5000 }, (_, nth) => ({ nth })));
    const { how } = await copy();
    copied = true;
    await writing;
    const insert = mock.method(mongoose.mongo.Collection.prototype, "insertMany");
    await bring();
    const lots = insert.mock.calls.map(({ arguments: [records] }) => records.length);
    insert.mock.restore();
    expect(Math.max(...lots), "records in memory").to.equal(500);
    const found = await checkRecords(to, sealedPlaces, silent());
    const { "messages.file -> file": lostFiles = 0, "messages.conversationId -> conversations": lost = 0 } =
      found.dangling;
    expect([lostFiles, lost]).to.deep.equal([0, 0]);
    if (how === "one") {
      const counts = ["messages", "conversations"].map((name) => to.db.collection(name).countDocuments());
      const [messages, conversations] = await Promise.all(counts);
      expect(conversations! - messages!).to.be.oneOf([0, 1]);
    }
    expect(written).to.be.greaterThan(5);
  });

  it("starts again, one collection after the other, where the database no longer keeps its snapshot", async () => {
    const set = await ReplicaSet.before(uriOf(from));
    const site = siteIn(await connectTo(set.uri), secrets);
    const said: string[] = [];
    set.fail("find", 239, { codeName: "SnapshotTooOld", of: "reports" });
    const { how, totals } = await backUp(site, file, new Progress((line) => void said.push(line)));
    expect(how).to.equal("in order");
    expect(totals.records.reports).to.equal(1);
    expect(said.join("\n")).to.contain("cannot keep a snapshot for that long. Starting again");
    await site.client.close();
    await set.stop();
    await bring();
  });

  it("moves files from Cloudinary into the database and back, by the references that they have", async () => {
    const double = await startCloudinaryDouble();
    process.env.CLOUDINARY_URL = double.url();
    (await import("cloudinary")).v2.config(true);
    const cloud = siteIn(await connectTo(freshDatabaseUri()), secrets);
    await mongoose.connect(uriOf(cloud));
    const there = { ...cloud, files: createFileStore({ CLOUDINARY_URL: double.url() }) };
    const reference = await fillSmall(there);
    const bytes = await there.files.get(reference);
    await backUp(there, file, silent());
    await bring();
    expect((await to.files.get(reference))?.equals(bytes!)).to.equal(true);

    await rm(file);
    await backUp(to, file, silent());
    await cloud.db.dropDatabase();
    double.files.clear();
    await restore(there, file, silent(), noIndexes);
    expect(double.files.get(reference)?.equals(bytes!)).to.equal(true);
    expect((await checkRecords(there, sealedPlaces, silent())).dangling).to.deep.equal({});

    await cloud.db.dropDatabase();
    await cloud.client.close();
    await mongoose.disconnect();
    delete process.env.CLOUDINARY_URL;
    await double.stop();
  });

  it("is checked for values that no longer open, and for references to records and files that are gone", async () => {
    const [id, gone] = [new mongoose.Types.ObjectId(), new mongoose.Types.ObjectId()];
    const place = { collection: "letters", id, field: "mail" };
    const sealed = secrets.seal("A letter", place);
    sealed.box[sealed.box.length - 1]! ^= 1;
    await to.db.collection("letters").insertOne({ _id: id, mail: sealed });
    await to.db.collection("counsellors").insertOne({ _id: id, photo: { small: String(gone), large: String(gone) } });
    await to.db.collection("conversations").insertOne({ clientId: gone, counsellorId: gone });
    const { unopened, dangling } = await checkRecords(to, sealedPlaces, silent());
    expect(unopened).to.deep.equal(["letters.mail"]);
    expect(dangling).to.deep.equal({
      "conversations.clientId -> accounts": 1,
      "conversations.counsellorId -> accounts": 1,
      "counsellors._id -> accounts": 1,
      "counsellors.photo -> file": 2,
    });
  });

  it("leaves no file when it is killed halfway, and the next one says what to do", async () => {
    expect(await run("backup", uriOf(from), 2000)).to.equal("SIGKILL");
    expect(await readdir(folder))
      .to.include(`${path.basename(file)}.part`)
      .and.not.include(path.basename(file));
    expect((await failure(copy())).message).to.contain("delete it first");
    expect((await failure(bring())).message).to.contain("cannot be opened");
  });

  it("is restored completely or not at all, and the site does not start on a half-restored database", async () => {
    await copy();
    expect(await run("restore", toUri, 8000)).to.equal("SIGKILL");
    expect(await to.db.collection("notices").countDocuments()).to.be.greaterThan(0);
    const words = /was interrupted.*drop that database.*restore again/;
    expect((await failure(bring())).message).to.match(words);
    const env = readEnv({ PORT: "0", LOG_LEVEL: "fatal", DATA_DIR: folder, SEALING_KEYS: KEY });
    expect((await failure(startSite(env, toUri, { wakeUps: noWakeUps }))).message).to.match(words);
    await disconnectModels();
    await to.db.dropDatabase();
    await bring();
    expect(await bytesOf(to, ["notices"])).to.deep.equal(await bytesOf(from, ["notices"]));
  });

  async function refuses(bytes: Buffer, how: string, words = DAMAGED): Promise<void> {
    await writeFile(file, bytes);
    expect((await failure(bring())).message, how).to.match(words);
  }
}).timeout(120_000);

function uriOf({ db }: SiteData): string {
  return Object.assign(new URL(process.env.MONGODB_URI ?? ""), { pathname: `/${db.databaseName}` }).toString();
}
