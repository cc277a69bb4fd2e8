import { expect } from "chai";
import { ObjectId, refusal, withServer, type Doc } from "./support.js";

describe("Aggregation in the embedded database", () => {
  const running = withServer();

  async function results(docs: Doc[], pipeline: Doc[]): Promise<Doc[]> {
    const collection = running.db.collection<Doc>("docs");
    await collection.insertMany(docs.map((doc, _id) => ({ _id: _id as never, ...doc })));
    return collection.aggregate(pipeline).toArray();
  }

  it("groups with sums, averages, extremes, sets and lists", async () => {
    const docs = [
      { k: "a", n: 1, t: "x" },
      { k: "a", n: 2, t: "x" },
      { k: "b", n: 5, t: "y" },
    ];
    const group = {
      _id: "$k",
      sum: { $sum: "$n" },
      avg: { $avg: "$n" },
      max: { $max: "$n" },
      set: { $addToSet: "$t" },
      all: { $push: "$n" },
      count: { $sum: 1 },
    };
    expect(await results(docs, [{ $group: group }, { $sort: { _id: 1 } }])).to.deep.equal([
      { _id: "a", sum: 3, avg: 1.5, max: 2, set: ["x"], all: [1, 2], count: 2 },
      { _id: "b", sum: 5, avg: 5, max: 5, set: ["y"], all: [5], count: 1 },
    ]);
  });

  it("groups by days, weeks and hours in a time zone", async () => {
    const docs = ["2024-03-30T23:30:00Z", "2024-03-31T22:30:00Z", "2024-03-31T10:00:00Z"].map((at) => ({
      at: new Date(at),
    }));
    const day = { $dateToString: { date: "$at", format: "%Y-%m-%d", timezone: "Europe/Berlin" } };
    const found = await results(docs, [{ $group: { _id: day, n: { $sum: 1 } } }, { $sort: { _id: 1 } }]);
    expect(found).to.deep.equal([
      { _id: "2024-03-31", n: 2 },
      { _id: "2024-04-01", n: 1 },
    ]);
    const parts = await running.db
      .collection("docs")
      .aggregate([
        { $match: { _id: 2 } },
        {
          $project: {
            _id: 0,
            h: { $hour: "$at" },
            y: { $year: "$at" },
            m: { $dateTrunc: { date: "$at", unit: "month" } },
          },
        },
      ])
      .toArray();
    expect(parts).to.deep.equal([{ h: 10, y: 2024, m: new Date("2024-03-01T00:00:00Z") }]);
  });

  it("projects, adds, unwinds and counts", async () => {
    const docs = [{ a: [{ n: 1 }, { n: 2 }], s: "x" }, { a: [], s: "y" }, { s: "z" }];
    expect(
      await results(docs, [{ $unwind: "$a" }, { $project: { _id: 0, n: "$a.n", s: { $toUpper: "$s" } } }]),
    ).to.deep.equal([
      { n: 1, s: "X" },
      { n: 2, s: "X" },
    ]);
    const collection = running.db.collection("docs");
    const size = { $size: { $ifNull: ["$a", []] } };
    const sizes = await collection
      .aggregate([{ $addFields: { size } }, { $match: { size: 0 } }, { $unset: ["a", "_id"] }])
      .toArray();
    expect(sizes).to.deep.equal([
      { s: "y", size: 0 },
      { s: "z", size: 0 },
    ]);
    expect(await collection.aggregate([{ $match: { s: { $gt: "x" } } }, { $count: "n" }]).toArray()).to.deep.equal([
      { n: 2 },
    ]);
    expect(
      await collection.aggregate([{ $unwind: { path: "$a", preserveNullAndEmptyArrays: true } }]).toArray(),
    ).to.have.lengthOf(4);
  });

  it("looks other collections up by ids, also by those in an array", async () => {
    const [one, two] = [new ObjectId(), new ObjectId()];
    await running.db.collection("people").insertMany([
      { _id: one, name: "One" },
      { _id: two, name: "Two" },
    ]);
    const lookup = {
      from: "people",
      localField: "who",
      foreignField: "_id",
      as: "people",
      pipeline: [{ $project: { name: 1, _id: 0 } }],
    };
    const found = await results([{ who: one }, { who: [one, two] }, {}], [{ $lookup: lookup }, { $sort: { _id: 1 } }]);
    expect(found.map((doc) => doc.people as unknown)).to.deep.equal([
      [{ name: "One" }],
      [{ name: "One" }, { name: "Two" }],
      [],
    ]);
  });

  it("computes conditions, dates and lists", async () => {
    const expression = {
      cond: { $cond: [{ $gte: ["$n", 2] }, "big", "small"] },
      pick: { $switch: { branches: [{ case: { $eq: ["$n", 1] }, then: "one" }], default: "more" } },
      minutes: { $divide: [{ $subtract: ["$to", "$from"] }, 60000] },
      evens: { $filter: { input: "$list", as: "x", cond: { $eq: [{ $mod: ["$$x", 2] }, 0] } } },
      doubled: { $map: { input: "$list", as: "x", in: { $multiply: ["$$x", 2] } } },
      total: { $reduce: { input: "$list", initialValue: 0, in: { $add: ["$$value", "$$this"] } } },
      missing: "$nothing",
    };
    const doc = { n: 2, from: new Date(0), to: new Date(90_000), list: [1, 2, 3, 4] };
    expect(await results([doc], [{ $project: { _id: 0, ...expression } }])).to.deep.equal([
      { cond: "big", pick: "more", minutes: 1.5, evens: [2, 4], doubled: [2, 4, 6, 8], total: 10 },
    ]);
  });

  it("refuses change streams and what is not held here", async () => {
    const collection = running.db.collection("docs");
    await collection.insertOne({ a: 1 });
    await refusal(collection.watch().next(), 40573);
    await refusal(collection.aggregate([{ $out: "x" }]).toArray(), 40324);
    await refusal(collection.aggregate([{ $project: { a: { $frobnicate: 1 } } }]).toArray(), 168);
  });
});
