import { Binary } from "bson";
import { expect } from "chai";
import { databaseIn } from "../../src/embedded-mongo/commands/generic-fields.js";
import { CommandError } from "../../src/embedded-mongo/errors.js";
import { MemoryLimit } from "../../src/embedded-mongo/values/memory-limit.js";
import { refusal, withServer, type Doc } from "./support.js";

describe("What MongoDB refuses, the embedded database", () => {
  const running = withServer();
  const docs = () => running.db.collection<Doc>("docs");
  const found = async (filter: Doc): Promise<number[]> =>
    (await docs().find(filter).sort({ _id: 1 }).toArray()).map(({ _id }) => Number(_id));

  it("does not find: elements of an array that a position names", async () => {
    await docs().insertMany(
      [[[1, 2], 3], [1], [[{ b: 1 }]], [{ "0": [1] }]].map((a, _id) => ({ _id: _id as never, a })) as Doc[],
    );
    expect(await found({ "a.0": 1 })).to.deep.equal([1, 3]);
    expect(await found({ "a.0": [1, 2] })).to.deep.equal([0]);
    expect(await found({ "a.0": { $size: 2 } })).to.deep.equal([0]);
    expect(await found({ "a.0": { $elemMatch: { $gt: 1 } } })).to.deep.equal([0]);
    expect(await found({ "a.0.b": 1 })).to.deep.equal([2]);
    expect(await found({ "a.0.0": 1 })).to.deep.equal([0, 3]);
  });

  it("does not return: fields beside a positional projection", async () => {
    await docs().insertOne({ _id: 1 as never, a: [1, 5, 9], b: 2, c: { d: 1 } });
    const project = (projection: Doc, filter: Doc = { a: { $gt: 4 } }) => docs().findOne(filter, { projection });
    expect(await project({ "a.$": 1 })).to.deep.equal({ _id: 1, a: [5] });
    expect(await project({ "a.$": 1, b: 1, _id: 0 })).to.deep.equal({ a: [5], b: 2 });
    expect(await project({ a: { $slice: 1 } })).to.deep.equal({ _id: 1, a: [1], b: 2, c: { d: 1 } });
    expect(await project({ "a.$": 1 }, { $or: [{ a: 99 }, { a: 5 }] })).to.deep.equal({ _id: 1, a: [5] });
    await docs().insertOne({ _id: 2 as never, in: { x: { a: [{ n: 1 }, { n: 2 }] } } });
    const inside = await project({ "in.x.a.$": 1 }, { "in.x.a.n": 2 });
    expect(inside).to.deep.equal({ _id: 2, in: { x: { a: [{ n: 2 }] } } });
    await refusal(project({ "a.$": 1, b: 0 }), 31395);
    await refusal(project({ "a.$": 1 }, { b: 2 }), 51246);
  });

  it("does not take for small: what is large inside", () => {
    const long = "x".repeat(1000);
    const large = [long, [long], [[[long]]], { a: long }, { a: [{ b: long }] }, { [long]: 1 }];
    for (const value of [...large, [new Binary(Buffer.from(long))], Array(200).fill(null)]) {
      expect(() => new MemoryLimit("It", "Overflow", 1000).keep(value), typeof value).to.throw(CommandError);
      expect(new MemoryLimit("It", "Overflow", 3000).keep(value)).to.equal(value);
    }
  });

  it("does not acknowledge: more copies than there are", async () => {
    const insert = (writeConcern: Doc) => running.db.command({ insert: "docs", documents: [{}], writeConcern });
    for (const w of [3, "everywhere"]) await refusal(insert({ w }), 2);
    expect(await docs().countDocuments()).to.equal(0);
    for (const writeConcern of [{ w: 1 }, { w: "majority", j: true, wtimeout: 500 }, {}]) await insert(writeConcern);
    const find = (readConcern: Doc) => running.db.command({ find: "docs", readConcern });
    await refusal(find({ level: "linearizable" }), 123);
    await refusal(find({ level: "much" }), 9);
    for (const level of ["local", "available", "majority", "snapshot"]) await find({ level });
    await find({});
  });

  it("does not store: documents nested more than 100 deep", async () => {
    const nested = (depth: number): Doc => {
      let doc: Doc = { deepest: 1 };
      for (let level = 1; level < depth; level += 1) doc = level % 2 ? { inner: [doc] } : { inner: doc };
      return doc;
    };
    await refusal(docs().insertOne(nested(120)), 15);
    await docs().insertOne(nested(60));
    expect(await docs().countDocuments()).to.equal(1);
    let flat: unknown = 1;
    for (let level = 0; level < 99; level += 1) flat = { a: flat };
    await docs().insertOne({ a: flat });
    await refusal(docs().insertOne({ a: { a: flat } }), 15);
    await refusal(docs().updateOne({}, { $set: { b: { c: { d: flat } } } }), 15);
  });

  it("does not know: databases and collections of impossible names", async () => {
    for (const name of ["with space", "a/b", "a.b", "a$b", "a\\b", ""]) {
      expect(() => databaseIn({ $db: name }), name).to.throw(CommandError, "Invalid database name");
    }
    for (const name of ['a"b', "x".repeat(64)]) await refusal(running.client.db(name).command({ ping: 1 }), 73);
    await running.client.db("x".repeat(63)).command({ ping: 1 });
    await refusal(running.db.createCollection("x".repeat(251)), 73);
    await running.db.createCollection("x".repeat(250));
    await refusal(running.client.db("Test").collection("docs").insertOne({}), 13297);
  });

  it("does not go on: reading that takes longer than maxTimeMS", async () => {
    await docs().insertMany(Array.from({ length: 20_000 }, (_, n) => ({ n })));
    await refusal(
      docs()
        .find({ n: { $mod: [7, 9] } })
        .maxTimeMS(1)
        .toArray(),
      50,
    );
    await refusal(
      docs()
        .aggregate([{ $group: { _id: "$n" } }], { maxTimeMS: 1 })
        .toArray(),
      50,
    );
    await docs().updateOne({ n: -1 }, { $set: { a: 1 } });
    expect(await docs().find({ n: 5 }).maxTimeMS(60_000).toArray()).to.have.lengthOf(1);
    expect(await docs().find({ n: 5 }).maxTimeMS(0).toArray(), "no limit").to.have.lengthOf(1);
    for (const maxTimeMS of [-1, 1.5, "1"]) await refusal(running.db.command({ find: "docs", maxTimeMS }), 2);
  });

  it("does not take: pipelines in which something is no stage, and indexes that look like the one over _id", async () => {
    await docs().insertOne({ _id: 1 as never });
    const two = { $set: { a: 1 }, $unset: "b" };
    const aggregate = (...pipeline: unknown[]) => running.db.command({ aggregate: "docs", pipeline, cursor: {} });
    await refusal(aggregate(5), 14);
    for (const stage of [{}, two]) await refusal(aggregate(stage), 40323);
    await refusal(docs().updateOne({}, [two]), 40323);
    expect(await docs().findOne()).to.deep.equal({ _id: 1 });
    await refusal(docs().createIndex({ a: 1 }, { name: "_id_" }), 2);
    await docs().createIndex({ _id: 1 }, { name: "other" });
    expect((await docs().indexes()).map(({ name }) => name)).to.deep.equal(["_id_"]);
  });

  it("does not give: documents of more than 16 MB that a query puts together", async () => {
    await docs().insertMany(["a", "b", "c"].map((letter) => ({ text: letter.repeat(6 * 2 ** 20) })));
    const all = (...before: Doc[]) =>
      docs()
        .aggregate([...before, { $group: { _id: null, all: { $push: "$text" } } }])
        .toArray();
    await refusal(all(), 10334);
    expect(await all({ $limit: 2 })).to.have.lengthOf(1);
    await refusal(docs().findOne({}, { projection: { all: ["$text", "$text", "$text"] } }), 10334);
  });

  it("does not leave out: documents that a hinted index lacks", async () => {
    await docs().createIndexes([
      { key: { b: -1 } },
      { key: { s: 1 }, sparse: true },
      { key: { p: 1 }, partialFilterExpression: { p: { $gt: 5 } } },
    ]);
    await docs().insertMany([3, 1, 2].map((b, _id) => ({ _id: _id as never, b, ...(b > 1 && { s: b, p: b * 3 }) })));
    const hinted = async (filter: Doc, hint: Doc | string): Promise<number[]> =>
      (await docs().find(filter).hint(hint).toArray()).map(({ b }) => Number(b));
    expect(await hinted({}, { b: -1 }), "in the index's order").to.deep.equal([3, 2, 1]);
    expect(await hinted({}, { $natural: -1 })).to.deep.equal([2, 1, 3]);
    expect(await hinted({ s: { $gt: 0 } }, "s_1")).to.deep.equal([2, 3]);
    expect(await hinted({ p: { $gt: 5 } }, "p_1")).to.deep.equal([2, 3]);
    for (const hint of ["s_1", "p_1"]) await refusal(hinted({}, hint), 291);
    await docs().createIndexes([
      { key: { b: 1 }, name: "both", partialFilterExpression: { $and: [{ p: { $gt: 5 } }, { s: { $exists: true } }] } },
      { key: { b: 1 }, name: "in", partialFilterExpression: { b: { $in: [1, 3] } } },
      { key: { b: 1 }, name: "or", partialFilterExpression: { $or: [{ b: 1 }, { b: 3 }] } },
      { key: { b: 1 }, name: "type", partialFilterExpression: { b: { $type: "string" } } },
    ]);
    const asked: [Doc, string, boolean][] = [
      [{ $and: [{ s: 2 }, { b: 2 }] }, "s_1", true],
      [{ s: { $in: [2, 3] } }, "s_1", true],
      [{ s: { $in: [2, null] } }, "s_1", false],
      [{ s: { $exists: true } }, "s_1", true],
      [{ s: { $exists: false } }, "s_1", false],
      [{ s: { $ne: 1 } }, "s_1", false],
      [{ s: null }, "s_1", false],
      [{ p: 6 }, "p_1", true],
      [{ p: { $eq: 6 } }, "p_1", true],
      [{ p: 5 }, "p_1", false],
      [{ p: { $in: [6, 9] } }, "p_1", true],
      [{ p: { $in: [5, 9] } }, "p_1", false],
      [{ p: { $gt: 5, $lt: 9 } }, "p_1", true],
      [{ p: { $gt: 4 } }, "p_1", false],
      [{ p: 9, s: { $gt: 0 } }, "both", true],
      [{ p: 9 }, "both", false],
      [{ p: 9, s: null }, "both", false],
      [{ b: 3 }, "in", true],
      [{ b: { $in: [3, 1] } }, "in", true],
      [{ b: { $in: [3, 2] } }, "in", false],
      [{ b: { $gt: 0 }, $or: [{ b: 1 }, { b: 3 }] }, "or", true],
      [{ $or: [{ b: 1 }, { b: 2 }] }, "or", false],
      [{ b: { $gt: "" } }, "type", true],
      [{ b: { $in: ["x", "y"] } }, "type", true],
      [{ b: { $in: ["x", 1] } }, "type", false],
      [{ b: { $gt: 1 } }, "type", false],
    ];
    for (const [filter, hint, isHeld] of asked) {
      if (isHeld) expect(await hinted(filter, hint)).to.have.members(await hinted(filter, { b: -1 }));
      else await refusal(hinted(filter, hint), 291);
    }
    await refusal(hinted({}, "none"), 2);
  });
});
