import { expect } from "chai";
import mongoose from "mongoose";
import { randomBytes } from "node:crypto";
import { createGridfsFileStore } from "../../src/platform/gridfs-file-store.js";
import type { FileStore } from "../../src/platform/file-store.js";
import { rotateKeys } from "../../src/platform/rotate-keys.js";
import {
  createSecrets,
  type Place,
  type Sealed,
  type SealedFile,
  type SealingKey,
} from "../../src/platform/secrets.js";
import { freshDatabaseUri } from "../support/database.js";
import { earlierSeal } from "../support/earlier-seal.js";
import { failure } from "../support/failure.js";

interface Plain {
  _id: mongoose.Types.ObjectId;
  text: Sealed;
  i: number;
}

interface Rich {
  _id: mongoose.Types.ObjectId;
  list: [{ text: Sealed }];
  file: { content: SealedFile; name: Sealed };
}

const key = (id: string): SealingKey => ({ id, key: randomBytes(32) });
const [oldKey, newKey] = [key("old"), key("new")];
const old = createSecrets([oldKey]);
const both = createSecrets([newKey, oldKey]);
const afterwards = createSecrets([newKey]);

describe("Rotating keys", () => {
  let db: mongoose.mongo.Db;
  const files = createGridfsFileStore();
  before(async () => {
    await mongoose.connect(freshDatabaseUri(), { promoteBuffers: true });
    db = mongoose.connection.db!;
  });
  after(async () => {
    await db.dropDatabase();
    await mongoose.disconnect();
  });
  beforeEach(() => db.dropDatabase());

  const place = (collection: string, id: mongoose.Types.ObjectId, field: string): Place => ({ collection, id, field });

  const findRich = async (id: mongoose.Types.ObjectId): Promise<Rich> =>
    (await db.collection<Rich>("rich").findOne({ _id: id }))!;

  /** Ten records of one sealed text each, and one with a text in a list, a text further in and a file. */
  async function fill(): Promise<mongoose.Types.ObjectId> {
    for (let i = 0; i < 10; i += 1) {
      const _id = new mongoose.Types.ObjectId();
      await db.collection("plain").insertOne({ _id, text: old.seal(`Text ${i}`, place("plain", _id, "text")), i });
    }
    const _id = new mongoose.Types.ObjectId();
    const { keyId, box } = old.seal("Bytes", place("rich", _id, "file.content"));
    await db.collection("rich").insertOne({
      _id,
      list: [{ text: old.seal("In a list", place("rich", _id, "list.0.text")) }],
      file: {
        content: { keyId, reference: await files.put(box) },
        name: old.seal("Name", place("rich", _id, "file.name")),
      },
    });
    return _id;
  }

  async function expectAllNew(id: mongoose.Types.ObjectId): Promise<void> {
    for await (const { _id, text, i } of db.collection<Plain>("plain").find()) {
      expect(afterwards.open(text, place("plain", _id, "text")).toString()).to.equal(`Text ${i}`);
    }
    const rich = await findRich(id);
    expect(afterwards.open(rich.list[0].text, place("rich", id, "list.0.text")).toString()).to.equal("In a list");
    expect(afterwards.open(rich.file.name, place("rich", id, "file.name")).toString()).to.equal("Name");
    const { keyId, reference } = rich.file.content;
    const box = (await files.get(reference))!;
    expect(afterwards.open({ keyId, box }, place("rich", id, "file.content")).toString()).to.equal("Bytes");
    expect(await db.collection("files.files").countDocuments()).to.equal(1);
  }

  it("re-encrypts everything, so that the old key is no longer needed", async () => {
    const id = await fill();
    expect(await rotateKeys(db, both, files)).to.deep.equal({ changed: 13, unreadable: 0, kept: 0 });
    await expectAllNew(id);
    expect((await rotateKeys(db, both, files)).changed).to.equal(0);
  });

  it("re-encrypts what an earlier version sealed with the newest key itself", async () => {
    const id = new mongoose.Types.ObjectId();
    const here = place("plain", id, "text");
    await db.collection<Plain>("plain").insertOne({ _id: id, text: earlierSeal(newKey, "Before", here), i: 0 });
    expect((await rotateKeys(db, afterwards, files)).changed).to.equal(1);
    const { text } = (await db.collection<Plain>("plain").findOne({ _id: id }))!;
    expect(text.keyId).to.equal(afterwards.newestKeyId);
    expect(afterwards.open(text, here).toString()).to.equal("Before");
    expect((await rotateKeys(db, afterwards, files)).changed).to.equal(0);
  });

  it("counts unreadable values, leaves them untouched, and continues", async () => {
    const id = await fill();
    const { text } = (await db
      .collection<Plain>("plain")
      .findOneAndUpdate({ i: 3 }, { $set: { "text.box": Buffer.alloc(60) } }, { returnDocument: "after" }))!;
    await files.remove((await findRich(id)).file.content.reference);
    const { changed, unreadable } = await rotateKeys(db, both, files);
    expect([changed, unreadable]).to.deep.equal([11, 2]);
    expect((await db.collection<Plain>("plain").findOne({ i: 3 }))?.text).to.deep.equal(text);
  });

  it("keeps the binding of each value", async () => {
    const _id = new mongoose.Types.ObjectId();
    const whose = (record: { _id: mongoose.Types.ObjectId; owner: string }, field: string): Place => ({
      ...place("own", record._id, field),
      bound: [record.owner],
    });
    const record = { _id, owner: "Kim" };
    await db.collection("own").insertOne({ ...record, text: old.seal("Kim's", whose(record, "text")) });
    expect((await rotateKeys(db, both, files, { own: whose })).changed).to.equal(1);
    const { text } = (await db.collection<Plain>("own").findOne({ _id }))!;
    expect(afterwards.open(text, whose(record, "text")).toString()).to.equal("Kim's");
    expect(() => afterwards.open(text, whose({ _id, owner: "Lee" }, "text"))).to.throw();
  });

  it("continues where it was interrupted", async () => {
    const id = await fill();
    let left = 6;
    const failing = {
      ...both,
      seal: (...sealing: Parameters<typeof both.seal>) => {
        if ((left -= 1) < 0) throw new Error("The power went out");
        return both.seal(...sealing);
      },
    };
    await failure(rotateKeys(db, failing, files));
    expect((await rotateKeys(db, both, files)).changed).to.equal(7);
    await expectAllNew(id);
  });

  it("never overwrites a concurrent change", async () => {
    const id = await fill();
    const rewritten = old.seal("Written meanwhile", place("rich", id, "file.name"));
    const busy: FileStore = {
      ...files,
      async put(box) {
        await db.collection("rich").updateOne({ _id: id }, { $set: { "file.name": rewritten } });
        return files.put(box);
      },
    };
    expect(await rotateKeys(db, both, busy)).to.deep.equal({ changed: 12, unreadable: 0, kept: 1 });
    expect((await rotateKeys(db, both, files)).changed).to.equal(1);
    expect(afterwards.open((await findRich(id)).file.name, place("rich", id, "file.name")).toString()).to.equal(
      "Written meanwhile",
    );
  });
});
