import { expect } from "chai";
import { refusal, withServer, type Doc } from "./support.js";

describe("The embedded database, where MongoDB does otherwise", () => {
  const running = withServer();

  it("refuses change streams, stages that write, text search, code in filters and extended patterns", async () => {
    const collection = running.db.collection("docs");
    await collection.insertOne({ a: 1 });
    await refusal(collection.watch().next(), 40573);
    await refusal(running.db.watch().next(), 40573);
    await refusal(collection.aggregate([{ $out: "x" }]).toArray(), 40324);
    await refusal(collection.find({ a: { $near: 1 } }).toArray(), 2);
    await refusal(collection.find({ $where: "true" }).toArray(), 2);
    await refusal(collection.find({ a: { $regex: "x", $options: "x" } }).toArray(), 51108);
    await refusal(collection.find({ a: 1 }, { collation: { locale: "de" } }).toArray(), 2);
  });

  it("refuses indexes of other kinds", async () => {
    const collection = running.db.collection<Doc>("docs");
    await refusal(collection.createIndex({ a: "text" }), 67);
    await refusal(collection.createIndex({ a: "2dsphere" }), 67);
    await refusal(collection.createIndex({ a: 1 }, { weights: { a: 1 } }), 67);
  });

  it("refuses to keep more than 100 MB for a stage, as MongoDB does without its disk", async () => {
    const collection = running.db.collection<Doc>("docs");
    await collection.insertOne({ text: "x".repeat(6 * 2 ** 20), list: Array.from({ length: 20 }, (_, n) => n) });
    const run = (...stages: Doc[]) => collection.aggregate([{ $unwind: "$list" }, ...stages]).toArray();
    const group = (_id: unknown, operator: string, value: unknown = "$text"): Doc => ({
      $group: { _id, kept: { [operator]: value } },
    });
    const both = { text: "$text", n: "$list" };
    for (const stage of [
      group(null, "$push"),
      group(null, "$addToSet", both),
      group(both, "$sum"),
      group(null, "$mergeObjects", { $arrayToObject: [[{ k: { $toString: "$list" }, v: "$text" }]] }),
      ...["$first", "$last", "$min", "$max"].map((operator) => group("$list", operator)),
      { $sort: { text: 1 } },
      { $facet: { all: [{ $skip: 19 }] } },
    ])
      await refusal(run(stage), 292);
    await refusal(collection.aggregate([{ $facet: { all: [{ $unwind: "$list" }] } }]).toArray(), 4031700);
    for (const stage of [group(null, "$max"), group(null, "$addToSet"), group(null, "$mergeObjects", { a: "$text" })])
      expect(await run({ $match: { list: { $gt: 4 } } }, stage, { $unset: "kept" })).to.deep.equal([{ _id: null }]);
    const few = [{ $match: { list: 1 } }, { $set: { n: "$list" } }, { $project: { n: 1 } }, group(null, "$sum", "$n")];
    expect(await run({ $facet: { few } })).to.deep.equal([{ few: [{ _id: null, kept: 1 }] }]);
    expect(await run({ $limit: 16 }, group(null, "$push"), { $unset: "kept" })).to.have.lengthOf(1);
  });

  it("refuses to find more than 16 MB of distinct values", async () => {
    const collection = running.db.collection<Doc>("docs");
    const [a, b, c] = ["a", "b", "c"].map((letter) => letter.repeat(6 * 2 ** 20));
    await collection.insertMany([{ text: [a, a] }, { text: b }, { text: c }]);
    expect(await collection.distinct("text", { text: { $ne: c } })).to.have.lengthOf(2);
    await refusal(collection.distinct("text"), 17217);
  });

  it("gives documents in the order of their insertion when nothing else is asked", async () => {
    const collection = running.db.collection<Doc>("docs");
    await collection.insertMany(["c", "a", "b"].map((_id) => ({ _id: _id as never })));
    expect((await collection.find().toArray()).map((doc) => String(doc._id))).to.deep.equal(["c", "a", "b"]);
  });
});
