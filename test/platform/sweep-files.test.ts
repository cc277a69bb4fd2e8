import { expect } from "chai";
import mongoose from "mongoose";
import { randomBytes } from "node:crypto";
// Loads every model of the site.
import "../../src/start-site.js";
import { connectModels, disconnectModels } from "../../src/platform/database.js";
import { createFileStore } from "../../src/platform/create-file-store.js";
import { declaredFiles } from "../../src/platform/file-places.js";
import type { FileStore } from "../../src/platform/file-store.js";
import { sweepFiles } from "../../src/platform/sweep-files.js";
import { startCloudinaryDouble, type CloudinaryDouble } from "../support/cloudinary-double.js";
import { freshDatabaseUri } from "../support/database.js";

const DAY_MS = 24 * 60 * 60_000;
const yesterday = (): Date => new Date(Date.now() - DAY_MS);
const lastWeek = (): Date => new Date(Date.now() - 7 * DAY_MS);

interface Row {
  _id: mongoose.Types.ObjectId;
  files_id?: mongoose.Types.ObjectId;
}

describe("Sweeping stored files", () => {
  let db: mongoose.mongo.Db;
  let double: CloudinaryDouble;

  before(async () => {
    double = await startCloudinaryDouble();
    process.env.CLOUDINARY_URL = double.url();
    (await import("cloudinary")).v2.config(true);
    await connectModels(freshDatabaseUri());
    db = mongoose.connection.db!;
  });
  beforeEach(async () => {
    for (const { name } of await db.listCollections().toArray()) await db.collection(name).deleteMany({});
  });
  after(async () => {
    delete process.env.CLOUDINARY_URL;
    await db.dropDatabase();
    await disconnectModels();
    await double.stop();
  });

  const sweep = (files: FileStore): ReturnType<typeof sweepFiles> =>
    sweepFiles(db, files, { places: declaredFiles(), before: yesterday() });

  async function makeOld(reference: string): Promise<void> {
    const _id = mongoose.isObjectIdOrHexString(reference) ? new mongoose.Types.ObjectId(reference) : reference;
    const same = { _id: _id as mongoose.Types.ObjectId };
    await db.collection("files.files").updateOne(same, { $set: { uploadDate: lastWeek() } });
    await db.collection("cloudFiles").updateOne(same, { $set: { at: lastWeek() } });
  }

  it("knows every place where a model's records refer to a sealed file", () => {
    const places = Object.values(mongoose.models).flatMap(({ schema, collection }) =>
      Object.keys(schema.paths)
        .filter((path) => holdsFile(schema.paths[path]!))
        .map((path) => `${collection.name} ${path.split(".")[0]}`),
    );
    expect(places.length).to.be.greaterThan(3);
    const declared = declaredFiles().flatMap(({ collection, fields }) =>
      fields.map((field) => `${collection} ${field}`),
    );
    expect(declared).to.include.members(places);
  });

  const stores: [string, () => FileStore, () => Promise<number>][] = [
    ["in the database", () => createFileStore({}), () => db.collection("files.chunks").countDocuments()],
    [
      "at Cloudinary",
      () => createFileStore({ CLOUDINARY_URL: double.url() }),
      () => Promise.resolve(double.files.size),
    ],
  ];
  for (const [where, store, stored] of stores) {
    it(`removes old files that nothing refers to ${where}, and only those`, async () => {
      const files = store();
      const bytes = randomBytes(1000);
      const references = await Promise.all(["kept", "deep", "stray", "orphan"].map(() => files.put(bytes)));
      const [kept, deep, stray, orphan] = references as [string, string, string, string];
      const uploading = await files.put(bytes);
      for (const reference of references) await makeOld(reference);
      await db.collection("counsellors").insertOne({ photo: { small: kept, large: kept } });
      await db
        .collection("verifications")
        .insertOne({ documents: { one: { content: { keyId: "k", reference: deep } } } });
      await db.collection("notDeclared").insertOne({ list: [{ of: stray }] });

      const before = await stored();
      expect(await sweep(files)).to.deep.equal({ orphans: 1, leftovers: 0 });
      expect(await files.get(orphan)).to.equal(null);
      for (const reference of [kept, deep, stray, uploading]) expect(await files.get(reference)).not.to.equal(null);
      expect(await stored()).to.equal(before - 1);
      expect(await sweep(files)).to.deep.equal({ orphans: 0, leftovers: 0 });
    });
  }

  it("removes the chunks that an interrupted removal or upload left, but not those of an upload in progress", async () => {
    const files = createFileStore({});
    const references = await Promise.all([1, 2, 3].map(() => files.put(randomBytes(600_000))));
    const [removed, abandoned, uploading] = references.map((each) => new mongoose.Types.ObjectId(each));
    await db.collection<Row>("files.files").deleteMany({});
    await db.collection<Row>("files.chunks").deleteOne({ files_id: removed!, n: 0 });
    for (const id of [removed!, abandoned!]) await makeChunksOld(id);

    expect(await sweep(files)).to.deep.equal({ orphans: 0, leftovers: 2 });
    const left = await db.collection<Row>("files.chunks").distinct("files_id");
    expect(left.map(String)).to.deep.equal([String(uploading)]);
  });

  it("finishes a removal whose second half failed when it is repeated", async () => {
    const files = createFileStore({});
    const reference = await files.put(randomBytes(600_000));
    await db.collection<Row>("files.files").deleteMany({});
    await files.remove(reference);
    expect(await db.collection("files.chunks").countDocuments()).to.equal(0);
  });

  it("lists files that were at Cloudinary before the list was kept, and forgets an upload that failed", async () => {
    const files = createFileStore({ CLOUDINARY_URL: double.url() });
    const reference = await files.put(randomBytes(1000));
    await db.collection("cloudFiles").deleteMany({});
    await db.collection("siteSettings").insertOne({ logo: { file: reference } });
    await db.collection<{ _id: string; at: Date }>("cloudFiles").insertOne({ _id: "never-arrived", at: lastWeek() });
    expect(await sweep(files)).to.deep.equal({ orphans: 1, leftovers: 0 });
    const listed = await db.collection("cloudFiles").find().toArray();
    expect(listed.map(({ _id }) => String(_id))).to.deep.equal([reference]);
  });

  let seconds = 0;
  /** An id says when its chunk was written. */
  async function makeChunksOld(id: mongoose.Types.ObjectId): Promise<void> {
    const chunks = db.collection<Row>("files.chunks");
    for (const chunk of await chunks.find({ files_id: id }).toArray()) {
      await chunks.deleteOne({ _id: chunk._id });
      const _id = mongoose.Types.ObjectId.createFromTime(Math.floor(lastWeek().getTime() / 1000) + (seconds += 1));
      await chunks.insertOne({ ...chunk, _id });
    }
  }
});

function holdsFile(type: mongoose.SchemaType): boolean {
  const inner =
    (type as { schema?: mongoose.Schema }).schema ??
    (type as { $__schemaType?: { schema?: mongoose.Schema } }).$__schemaType?.schema;
  if (!inner) return false;
  const paths = Object.keys(inner.paths);
  if (paths.includes("keyId") && paths.includes("reference")) return true;
  return Object.values(inner.paths).some(holdsFile);
}
