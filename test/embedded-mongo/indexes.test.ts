import { expect } from "chai";
import { Double, ObjectId, refusal, withAnyServer, type Doc } from "./support.js";

describe("Indexes in the embedded database", () => {
  const running = withAnyServer();

  it("refuse a second document with the same key, and say by which index", async () => {
    const collection = running.db.collection("users");
    await collection.createIndex({ email: 1, site: -1 }, { unique: true });
    await collection.insertOne({ email: "a", site: 1 });
    await collection.insertOne({ email: "a", site: 2 });
    const error = await refusal(collection.insertOne({ email: "a", site: 1.0 }), 11000);
    expect(error.keyPattern).to.deep.equal({ email: 1, site: -1 });
    await refusal(collection.updateOne({ site: 2 }, { $set: { site: 1 } }), 11000);
    expect(await collection.countDocuments()).to.equal(2);
  });

  it("count a missing field as null, once", async () => {
    const collection = running.db.collection("users");
    await collection.createIndex({ email: 1 }, { unique: true });
    await collection.insertOne({});
    await refusal(collection.insertOne({ email: null }), 11000);
  });

  it("say which value was refused", async () => {
    const collection = running.db.collection<Doc>("users");
    await collection.createIndex({ email: 1, ticks: -1 }, { unique: true });
    await collection.insertOne({ ticks: [1, 2] });
    await collection.insertOne({ email: new Date(5), ticks: new Double(2) });
    const dated = await refusal(collection.insertOne({ email: new Date(5), ticks: 2 }), 11000);
    expect(dated.message).to.match(/dup key: \{ email: new Date\(5\), ticks: 2 \}$/);
    const error = await refusal(collection.insertOne({ email: null, ticks: [2, 3] }), 11000);
    expect(error.keyValue).to.deep.equal({ email: null, ticks: 2 });
    expect(error.message)
      .to.contain("E11000 duplicate key error collection: ")
      .and.to.match(/users index: email_1_ticks_-1 dup key: \{ email: null, ticks: 2 \}$/);
  });

  it("leave documents out that lack every field, when sparse", async () => {
    const collection = running.db.collection("users");
    await collection.createIndex({ a: 1, b: 1 }, { unique: true, sparse: true });
    await collection.insertMany([{}, {}, { c: 1 }, { a: 1 }]);
    await refusal(collection.insertOne({ a: 1 }), 11000);
    expect(await collection.countDocuments({ a: { $exists: false } })).to.equal(3);
    expect(await collection.find().sort({ a: 1 }).toArray()).to.have.lengthOf(4);
  });

  it("are not asked for documents that they lack, when sparse or partial", async () => {
    const collection = running.db.collection<Doc>("users");
    const values = [null, 1, 5, 7, "x", [], [1, "x"], [null, 5]];
    await collection.insertMany(
      [{}, ...values.map((a) => ({ a })), { a: 5, b: 1 }, { b: 1 }].map((doc, i) => ({ ...doc, i })),
    );
    const absent = [null, { $eq: null }, { $in: [null, 1] }, { $gte: null }, { $lte: null }, { $exists: false }];
    const open = [{ $not: { $gt: 1 } }, { $ne: 1 }, { $nin: [1] }, { $type: "null" }, { $size: 0 }, { $exists: true }];
    const narrow = [1, 5, "x", /x/, { $gt: 1 }, { $gt: 3 }, { $lt: 3 }, { $gt: "" }, { $eq: 5 }, { $type: "string" }];
    const several = [
      { $in: [5, 7] },
      { $in: [1, 5] },
      { $in: ["x"] },
      { $in: [] },
      { $all: [1, "x"] },
      { $gt: 3, $lt: 6 },
    ];
    const filters: Doc[] = [...absent, ...open, ...narrow, ...several].map((a) => ({ a }));
    filters.push({ b: 1 }, { a: 5, b: 1 }, { $and: [{ a: 5 }, { b: 1 }] }, { $or: [{ a: 5 }, { b: 1 }] });
    const found = async (filter: Doc): Promise<unknown[]> => {
      const docs = await collection.find(filter).sort({ i: 1 }).toArray();
      return [filter, docs.map(({ i }) => i as number), await collection.countDocuments(filter)];
    };
    const scanned = await Promise.all(filters.map(found));
    const conditions = [
      { $exists: true },
      { $gt: 3 },
      { $type: "string" },
      { $type: "number" },
      { $in: [5, 7] },
      5,
    ].map((a): Doc => ({
      a,
    }));
    const partial = [...conditions, { $and: [{ a: { $gt: 0 } }, { b: 1 }] }];
    for (const options of [{ sparse: true }, ...partial.map((filter) => ({ partialFilterExpression: filter }))]) {
      await collection.createIndex({ a: 1 }, options);
      expect(await Promise.all(filters.map(found)), JSON.stringify(options)).to.deep.equal(scanned);
      await collection.dropIndex("a_1");
    }
  });

  it("hold a document of which an array's document has the field, when sparse", async () => {
    const collection = running.db.collection<Doc>("users");
    await collection.createIndex({ "a.b": 1 }, { unique: true, sparse: true });
    const without = [{ a: [{ c: 1 }] }, { a: [{ c: 1 }, 5] }, { a: 5 }, { a: null }, {}];
    await collection.insertMany([{ a: [{ c: 1 }, { b: 1 }] }, ...without]);
    await refusal(collection.insertOne({ a: { b: 1 } }), 11000);
  });

  it("hold a document that has something at the place of the field, when sparse", async () => {
    const collection = running.db.collection<Doc>("users");
    await collection.createIndex({ "a.1": 1 }, { unique: true, sparse: true });
    await collection.insertMany([{ a: [5] }, { a: [5] }, { a: [{ c: 1 }] }, { a: [5, 6] }]);
    await refusal(collection.insertOne({ a: [7, 6] }), 11000);
    await refusal(collection.insertOne({ a: [{ "1": 6 }] }), 11000);
  });

  it("let each element of an array claim its own key, for as long as the document is covered", async () => {
    const claims = running.db.collection<Doc>("claims");
    await claims.createIndex(
      { who: 1, ticks: 1 },
      { unique: true, partialFilterExpression: { ticks: { $exists: true } } },
    );
    const who = new ObjectId();
    const { insertedId } = await claims.insertOne({ who, ticks: [1, 2, 3] });
    await refusal(claims.insertOne({ who, ticks: [3, 4] }), 11000);
    await claims.insertMany([{ who }, { who }, { who, ticks: [4] }, { who: new ObjectId(), ticks: [1] }]);
    await claims.updateOne({ _id: insertedId }, { $pull: { ticks: 3 } } as Doc);
    await claims.updateOne({ who, ticks: 4 }, { $set: { ticks: [3, 4] } });
    await refusal(claims.updateOne({ _id: insertedId }, { $push: { ticks: 4 } } as Doc), 11000);
    await claims.updateOne({ _id: insertedId }, { $unset: { ticks: "" } });
    await claims.insertOne({ who, ticks: [1, 2] });
    expect(await claims.countDocuments({ who, ticks: { $in: [1, 3] } })).to.equal(2);
  });

  it("let an element that an array has twice claim its key once", async () => {
    const claims = running.db.collection<Doc>("claims");
    await claims.createIndex({ ticks: 1 }, { unique: true });
    await claims.insertOne({ ticks: [1, 2, 2, 3] });
    await refusal(claims.insertOne({ ticks: [3, 4] }), 11000);
    await refusal(claims.insertOne({ ticks: 2 }), 11000);
  });

  it("let exactly one of many concurrent claims through", async () => {
    const claims = running.db.collection<Doc>("claims");
    await claims.createIndex({ ticks: 1 }, { unique: true });
    const attempts = Array.from({ length: 50 }, (_, i) => claims.insertOne({ i, ticks: [i, 1000] }));
    const results = await Promise.allSettled(attempts);
    expect(results.filter((result) => result.status === "fulfilled")).to.have.lengthOf(1);
  });

  it("refuse arrays at two of their fields", async () => {
    const collection = running.db.collection<Doc>("docs");
    await collection.createIndex({ a: 1, b: 1 });
    await refusal(collection.insertOne({ a: [1], b: [2] }), 171);
    await collection.insertOne({ a: [1], b: 2 });
  });

  it("keep two fields of one array's documents together", async () => {
    const collection = running.db.collection<Doc>("docs");
    await collection.createIndex({ "c.x": 1, "c.y": 1 }, { unique: true });
    await collection.insertOne({
      c: [
        { x: 1, y: 2 },
        { x: 3, y: 4 },
      ],
    });
    await collection.insertOne({ c: [{ x: 1, y: 4 }] });
    await refusal(collection.insertOne({ c: [{ x: 3, y: 4 }] }), 11000);
  });

  it("find documents whose array elements meet different demands", async () => {
    const collection = running.db.collection<Doc>("docs");
    await collection.createIndex({ "c.x": 1, "c.y": 1 });
    const c = [
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ];
    await collection.insertOne({ c });
    expect(await collection.find({ "c.x": 1, "c.y": 4 }).toArray()).to.have.lengthOf(1);
    expect(await collection.find({ "c.x": 1, "c.y": { $gt: 3 } }).toArray()).to.have.lengthOf(1);
    expect(await collection.find({ "c.x": 1, "c.y": 5 }).toArray()).to.have.lengthOf(0);
  });

  it("find the same as a scan for what is no number, and for text whatever its case", async () => {
    const collection = running.db.collection<Doc>("docs");
    await collection.insertMany([
      { a: NaN },
      { a: 1 },
      { a: 2 },
      { name: "abc" },
      { name: "ABD" },
      { name: "abd" },
      { name: "b" },
    ]);
    const filters = [
      ...["$gt", "$gte", "$lt", "$lte"].map((operator) => ({ a: { [operator]: NaN } })),
      ...[{ $in: ["b", /^ab/] }, { $in: [/^ab/, "b"] }, { $all: [/^ab/, "abc"] }, { $in: [["abc"], "b"] }].map(
        (name) => ({ name }),
      ),
      { name: { $regex: "^ab", $options: "i" } },
      ...["^abc*", "^abc?", "^abd|^b", "^ab"].map(($regex) => ({ name: { $regex } })),
    ];
    const found = () => Promise.all(filters.map((filter) => collection.countDocuments(filter)));
    const scanned = await found();
    for (const key of ["a", "name"]) await collection.createIndex({ [key]: 1 });
    expect(await found()).to.deep.equal(scanned);
    expect(scanned.slice(-5)).to.deep.equal([3, 2, 2, 2, 2]);
  });

  it("are built over existing documents completely, or not at all", async () => {
    const collection = running.db.collection("docs");
    await collection.insertMany([{ a: 1 }, { a: 2 }, { a: 2 }]);
    await refusal(collection.createIndex({ a: 1 }, { unique: true }), 11000);
    expect(await collection.indexes()).to.have.lengthOf(1);
    await collection.deleteOne({ a: 2 });
    await collection.createIndex({ a: 1 }, { unique: true });
    await refusal(collection.insertOne({ a: 1 }), 11000);
  });

  it("are made again without complaint, but not differently under the same name or equal under another", async () => {
    const collection = running.db.collection("docs");
    await collection.createIndex({ a: 1 }, { expireAfterSeconds: 60 });
    await collection.createIndex({ a: 1 }, { expireAfterSeconds: 60 });
    await refusal(collection.createIndex({ a: 1 }, { expireAfterSeconds: 61 }), 85);
    await refusal(collection.createIndex({ a: 1 }, { name: "other", expireAfterSeconds: 60 }), 85);
    await refusal(collection.createIndex({ a: 1 }, { unique: true }), 86);
    await refusal(collection.createIndex({ b: 1 }, { name: "a_1" }), 86);
    expect((await collection.indexes()).map((index) => index.name)).to.deep.equal(["_id_", "a_1"]);
  });

  it("can be dropped, but for the one over _id", async () => {
    const collection = running.db.collection("docs");
    await refusal(collection.dropIndex("a_1"), 26);
    await collection.createIndex({ a: 1 }, { unique: true });
    await collection.insertOne({ a: 1 });
    await collection.dropIndex("a_1");
    await collection.insertOne({ a: 1 });
    await refusal(collection.dropIndex("a_1"), 27);
    await refusal(collection.dropIndex("_id_"), 72);
  });

  it("refuse filters and expiry that they cannot have", async () => {
    const collection = running.db.collection("docs");
    for (const partialFilterExpression of [
      { a: { $ne: 1 } },
      { a: { $exists: false } },
      { $and: [{ a: 1 }, { b: { $gt: 0, $ne: 1 } }] },
    ])
      await refusal(collection.createIndex({ a: 1 }, { partialFilterExpression }), 67);
    await refusal(collection.createIndex({ a: 1, b: 1 }, { expireAfterSeconds: 1 }), 67);
  });

  it("are refused where their options make no sense, and counted", async () => {
    const collection = running.db.collection<Doc>("docs");
    const create = (...indexes: Doc[]): Promise<Doc> => running.db.command({ createIndexes: "docs", indexes });
    await refusal(collection.createIndex({ a: 1 }, { expireAfterSeconds: -1 }), 67);
    await refusal(collection.createIndex({ a: 0 as 1 }), 67);
    await refusal(collection.createIndex({ "a..b": 1 }), 67);
    await refusal(create({ key: {}, name: "x" }), 67);
    await refusal(create({ key: "a", name: "x" }), 14);
    await refusal(create({ key: { a: 1 }, name: "x", partialFilterExpression: 5 }), 14);
    await refusal(create({ key: { a: 1 }, name: "x", expireAfterSeconds: "60" }), 67);
    await refusal(create({ key: { a: 1 } }), 9);
    const indexes = [
      { key: { a: 1 }, name: "a", unique: false, background: true },
      { key: { b: 1 }, name: "b" },
    ];
    expect(await create(...indexes)).to.deep.equal({
      numIndexesBefore: 1,
      numIndexesAfter: 3,
      createdCollectionAutomatically: true,
      ok: 1,
    });
    expect(await create(...indexes)).to.include({
      numIndexesBefore: 3,
      numIndexesAfter: 3,
      createdCollectionAutomatically: false,
    });
    await collection.dropIndex({ a: 1 } as never);
    expect((await collection.indexes()).map(({ name }) => name)).to.deep.equal(["_id_", "b"]);
    await create({ key: { c: 1 }, name: "c" }, { key: { d: 1 }, name: "d" });
    await running.db.command({ dropIndexes: "docs", index: ["b", "d"] });
    expect((await collection.indexes()).map(({ name }) => name)).to.deep.equal(["_id_", "c"]);
    await collection.dropIndexes();
    expect(await collection.indexes()).to.have.lengthOf(1);
  });

  it("take any number but zero for a yes", async () => {
    const collection = running.db.collection<Doc>("docs");
    const indexes = [
      { key: { a: 1 }, name: "a", unique: 1, sparse: 1 },
      { key: { b: 1 }, name: "b", unique: 0 },
    ];
    await running.db.command({ createIndexes: "docs", indexes });
    await collection.insertMany([{ b: 1 }, { b: 1 }, { a: 1 }]);
    await refusal(collection.insertOne({ a: 1 }), 11000);
  });

  it("are either sparse or partial", async () => {
    const both = { sparse: true, partialFilterExpression: { a: 1 } };
    await refusal(running.db.collection("docs").createIndex({ a: 1 }, both), 67);
  });

  it("stay as they are, with the document, when a change is refused", async () => {
    const collection = running.db.collection<Doc>("docs");
    await collection.createIndex({ a: 1 }, { unique: true });
    await collection.createIndex({ b: 1 });
    await collection.insertMany([
      { _id: 1 as never, a: 1, b: 1 },
      { _id: 2 as never, a: 2, b: 2 },
    ]);
    await refusal(collection.updateOne({ _id: 2 as never }, { $set: { a: 1, b: 3 } }), 11000);
    await refusal(collection.insertOne({ _id: 3 as never, a: 1, b: 3 }), 11000);
    expect(await collection.find({ b: 3 }).toArray()).to.deep.equal([]);
    expect(await collection.findOne({ a: 2 })).to.deep.equal({ _id: 2, a: 2, b: 2 });
    await collection.deleteOne({ a: 1 });
    expect(await collection.countDocuments({ b: { $gt: 0 } })).to.equal(1);
    await collection.updateOne({ a: 2 }, { $set: { a: 1, b: 4 } });
    expect(await collection.find({ a: 2 }).toArray()).to.deep.equal([]);
    expect(await collection.findOne({ b: 4 })).to.deep.equal({ _id: 2, a: 1, b: 4 });
    await collection.insertOne({ _id: 4 as never, a: 2 });
  });
});
