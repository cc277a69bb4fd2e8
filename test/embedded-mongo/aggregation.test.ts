import { expect } from "chai";
import { Decimal128, Double, Int32, Long, ObjectId, refusal, withAnyServer, type Doc } from "./support.js";

describe("Aggregation in the embedded database", () => {
  const running = withAnyServer();

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

  it("refuses stages and expressions that do not exist", async () => {
    const collection = running.db.collection("docs");
    await collection.insertOne({ a: 1 });
    await refusal(collection.aggregate([{ $frobnicate: "x" }]).toArray(), 40324);
    await refusal(collection.aggregate([{ $project: { a: { $frobnicate: 1 } } }]).toArray(), 31325);
    await refusal(collection.aggregate([{ $set: { a: { $frobnicate: 1 } } }]).toArray(), 31325);
  });

  it("passes documents through stages that sort, cut, join, branch and replace", async () => {
    const docs = [
      { k: "a", n: 3, in: { x: 1 } },
      { k: "b", n: 1, in: { x: 2 } },
      { k: "a", n: 2, in: { x: 3 } },
    ];
    const run = (...pipeline: Doc[]): Promise<Doc[]> => running.db.collection("docs").aggregate(pipeline).toArray();
    const numbers = async (...pipeline: Doc[]): Promise<unknown[]> =>
      (await run(...pipeline)).map(({ n }) => n as unknown);
    await running.db.collection("others").insertMany([{ n: 9 }, { n: 8 }]);
    expect(await results(docs, [{ $sortByCount: "$k" }])).to.deep.equal([
      { _id: "a", count: 2 },
      { _id: "b", count: 1 },
    ]);
    expect(await numbers({ $sort: { n: 1 } }, { $skip: 1 })).to.deep.equal([2, 3]);
    expect(await numbers({ $skip: 1 }, { $sort: { n: 1 } }, { $limit: 1 })).to.deep.equal([1]);
    expect(await numbers({ $sort: { n: 1 } }, { $match: { n: { $gt: 1 } } })).to.deep.equal([2, 3]);
    expect(await numbers({ $match: { k: "a" } }, { $match: { n: 2 } })).to.deep.equal([2]);
    expect(await numbers({ $limit: 1 }, { $unionWith: "others" })).to.deep.equal([3, 9, 8]);
    const unionOfOne = { $unionWith: { coll: "others", pipeline: [{ $match: { n: 8 } }] } };
    expect(await numbers({ $limit: 1 }, unionOfOne)).to.deep.equal([3, 8]);
    expect(await numbers({ $sample: { size: 2 } })).to.have.lengthOf(2);
    const facet = { few: [{ $limit: 1 }, { $unset: ["_id", "in"] }], all: [{ $count: "n" }] };
    expect(await run({ $facet: facet })).to.deep.equal([{ few: [{ k: "a", n: 3 }], all: [{ n: 3 }] }]);
    expect(await run({ $replaceRoot: { newRoot: "$in" } }, { $limit: 2 })).to.deep.equal([{ x: 1 }, { x: 2 }]);
    expect(await run({ $replaceWith: { y: "$in.x" } }, { $skip: 2 })).to.deep.equal([{ y: 3 }]);
    const nested = { in: { y: "$n" }, "k.z": 1, n: "$$REMOVE", list: [{ a: 1 }, 7] };
    expect(await run({ $set: nested }, { $set: { "list.x": 5 } }, { $limit: 1 }, { $unset: "_id" })).to.deep.equal([
      { k: { z: 1 }, in: { x: 1, y: 3 }, list: [{ a: 1, x: 5 }, { x: 5 }] },
    ]);
    const set = { "in.x": "$n", list: [{ $add: ["$n", 1] }] };
    expect(await run({ $set: set }, { $limit: 1 }, { $unset: "_id" })).to.deep.equal([
      { k: "a", n: 3, in: { x: 3 }, list: [4] },
    ]);
  });

  it("samples by chance: each document alike often, none twice, all where fewer are there", async () => {
    const sample = async (size: number): Promise<number[]> => {
      const found = await running.db
        .collection("docs")
        .aggregate([{ $sample: { size } }])
        .toArray();
      return found.map(({ _id }) => Number(_id));
    };
    expect(await results([{}, {}, {}, {}], [{ $sample: { size: 9 } }])).to.have.lengthOf(4);
    const pairs = await Promise.all(Array.from({ length: 150 }, () => sample(2)));
    for (const pair of pairs) expect(new Set(pair).size).to.equal(2);
    for (const id of [0, 1, 2, 3]) {
      expect(pairs.filter((pair) => pair.includes(id)).length).to.be.within(40, 110);
      expect(pairs.filter(([first]) => first === id).length).to.be.within(10, 80);
    }
  });

  it("gives no count of nothing", async () => {
    const counted = running.db.collection("none").aggregate([{ $group: { _id: null, n: { $sum: 1 } } }]);
    expect(await counted.toArray()).to.deep.equal([]);
    expect(await results([{ n: 1 }], [{ $match: { n: 99 } }, { $count: "n" }])).to.deep.equal([]);
  });

  it("has null for a first value that is missing, and adds none to a set", async () => {
    const group = { _id: null, first: { $first: "$nothing" }, set: { $addToSet: "$k" } };
    expect(await results([{ k: 1 }, {}], [{ $group: group }])).to.deep.equal([{ _id: null, first: null, set: [1] }]);
  });

  it("groups by everything or by documents, with first, last, minimum, merge and missing values", async () => {
    const docs = [{ k: 1, o: { a: 1 } }, { k: 3, o: { b: 2 } }, {}];
    const group = {
      first: { $first: "$k" },
      last: { $last: "$k" },
      min: { $min: "$k" },
      max: { $max: "$k" },
      pushed: { $push: "$k" },
      merged: { $mergeObjects: "$o" },
      avg: { $avg: "$k" },
      count: { $count: {} },
      none: { $avg: "$nothing" },
    };
    const merged = { a: 1, b: 2 };
    expect(await results(docs, [{ $sort: { _id: 1 } }, { $group: { _id: null, ...group } }])).to.deep.equal([
      {
        _id: null,
        first: 1,
        last: null,
        min: 1,
        max: 3,
        pushed: [1, 3],
        merged,
        avg: 2,
        count: 3,
        none: null,
      },
    ]);
    const byDoc = await running.db
      .collection("docs")
      .aggregate([{ $group: { _id: { has: { $gt: ["$k", 0] } } } }, { $sort: { _id: 1 } }])
      .toArray();
    expect(byDoc).to.deep.equal([{ _id: { has: false } }, { _id: { has: true } }]);
  });

  it("leaves a missing field out of a group's key", async () => {
    const group = { _id: { k: "$k", x: "$none" }, n: { $sum: 1 } };
    expect(await results([{ k: 1 }, { k: 1 }], [{ $group: group }])).to.deep.equal([{ _id: { k: 1 }, n: 2 }]);
  });

  it("unwinds with positions, and single values as they are", async () => {
    const unwind = { path: "$a", includeArrayIndex: "at", preserveNullAndEmptyArrays: true };
    const docs = [{ a: ["x", "y"] }, { a: "z" }, { a: [] }, { a: null }];
    expect(await results(docs, [{ $unwind: unwind }])).to.deep.equal([
      { _id: 0, a: "x", at: 0 },
      { _id: 0, a: "y", at: 1 },
      { _id: 1, a: "z", at: null },
      { _id: 2, at: null },
      { _id: 3, a: null, at: null },
    ]);
    const inside = { $unwind: { path: "$b.c", preserveNullAndEmptyArrays: true } };
    await running.db.collection("inside").insertMany([{ b: { c: [1, 2], d: 3 } }, { b: 4 }, { b: { c: [] } }]);
    expect(
      await running.db
        .collection("inside")
        .aggregate([inside, { $unset: "_id" }])
        .toArray(),
    ).to.deep.equal([{ b: { c: 1, d: 3 } }, { b: { c: 2, d: 3 } }, { b: 4 }, { b: {} }]);
    const plain = [{ $unwind: "$a" }, { $unset: "_id" }];
    expect(await running.db.collection("docs").aggregate(plain).toArray()).to.deep.equal([
      { a: "x" },
      { a: "y" },
      { a: "z" },
    ]);
  });

  it("looks up by a pipeline with variables, and a missing value as null", async () => {
    await running.db.collection("people").insertMany([{ who: 1, age: 5 }, { who: null, age: 6 }, { age: 7 }]);
    const pipeline = [{ $match: { $expr: { $gt: ["$age", "$$least"] } } }, { $project: { _id: 0, age: 1 } }];
    const older = { $lookup: { from: "people", let: { least: "$n" }, pipeline, as: "all" } };
    expect(await results([{ n: 5 }], [older])).to.deep.equal([{ _id: 0, n: 5, all: [{ age: 6 }, { age: 7 }] }]);
    const plain = {
      from: "people",
      localField: "nothing",
      foreignField: "who",
      as: "all",
      pipeline: pipeline.slice(1),
    };
    const [found] = await running.db
      .collection("docs")
      .aggregate([{ $lookup: plain }])
      .toArray();
    expect(found!.all).to.deep.equal([{ age: 6 }, { age: 7 }]);
  });

  it("adds what a pipeline looked up to a document inside", async () => {
    await running.db.collection("people").insertOne({ who: 1 });
    const pipeline = [{ $project: { _id: 0, who: 1 } }];
    expect(
      await results([{ found: { x: 1 } }], [{ $lookup: { from: "people", pipeline, as: "found.all" } }]),
    ).to.deep.equal([{ _id: 0, found: { x: 1, all: [{ who: 1 }] } }]);
    const besides = [{ $set: { found: 5 } }, { $lookup: { from: "people", pipeline, as: "found.all" } }];
    expect(await running.db.collection("docs").aggregate(besides).toArray()).to.deep.equal([
      { _id: 0, found: { all: [{ who: 1 }] } },
    ]);
  });

  it("projects by inclusion, exclusion, slices and matched elements", async () => {
    const collection = running.db.collection<Doc>("docs");
    const docs = [
      { k: "y", v: 1 },
      { k: "x", v: 2 },
      { k: "x", v: 3 },
    ];
    await collection.insertOne({ _id: 1 as never, a: docs, b: { c: 1, d: 2 }, e: 5 });
    const projected = (projection: Doc, filter: Doc = {}): Promise<Doc | null> =>
      collection.findOne(filter, { projection });
    expect(await projected({ e: 1 })).to.deep.equal({ _id: 1, e: 5 });
    expect(await projected({ _id: 1 })).to.deep.equal({ _id: 1 });
    expect(await projected({ _id: 0, "b.c": 1 })).to.deep.equal({ b: { c: 1 } });
    expect(await projected({ _id: 0, "b.c": 1, "b.d": 1, "b.none": 1 })).to.deep.equal({ b: { c: 1, d: 2 } });
    expect(await projected({ _id: 0, "b.c": 0, "b.d": 0, a: 0 })).to.deep.equal({ b: {}, e: 5 });
    expect(await projected({ a: 0, "b.c": 0 })).to.deep.equal({ _id: 1, b: { d: 2 }, e: 5 });
    expect(await projected({ _id: 0, "a.v": 1 })).to.deep.equal({ a: [{ v: 1 }, { v: 2 }, { v: 3 }] });
    expect(await projected({ _id: 0, "a.v": 0, b: 0 })).to.deep.equal({ a: docs.map(({ k }) => ({ k })), e: 5 });
    expect((await projected({ a: { $slice: 1 } }))!.a).to.deep.equal(docs.slice(0, 1));
    expect((await projected({ a: { $slice: -2 } }))!.a).to.deep.equal(docs.slice(-2));
    expect((await projected({ a: { $slice: [1, 1] } }))!.a).to.deep.equal([docs[1]]);
    expect((await projected({ a: { $slice: [-2, 1] } }))!.a).to.deep.equal([docs[1]]);
    expect((await projected({ a: { $slice: 1 } }))!.e).to.equal(5);
    expect(await projected({ _id: 0, e: 1, a: { $elemMatch: { k: "x" } } })).to.deep.equal({ a: [docs[1]], e: 5 });
    expect(await projected({ _id: 0, e: 1, a: { $elemMatch: { k: "z" } } })).to.deep.equal({ e: 5 });
    expect((await projected({ "a.$": 1 }, { "a.k": "x" }))!.a).to.deep.equal([docs[1]]);
    expect((await projected({ "a.$": 1 }, { "a.v": 1 }))!.a).to.deep.equal([docs[0]]);
    expect((await projected({ "a.$": 1 }, { "a.v": { $gt: 2 } }))!.a).to.deep.equal([docs[2]]);
    expect(await projected({ _id: 0, sum: { $add: ["$e", "$b.c"] } })).to.deep.equal({ sum: 6 });
    expect(await projected({ _id: "$e" })).to.deep.equal({ _id: 5 });
    expect(await projected({ _id: 0 })).to.deep.equal({ a: docs, b: { c: 1, d: 2 }, e: 5 });
    await refusal(projected({ e: 1, a: 0 }), 31254);
    await refusal(projected({ a: 1, "a.k": 1 }), 31249);
    await refusal(projected({ a: { $meta: "textScore" } }), 40218);
  });

  it("looks for fields in documents alone, also in those of arrays: it leaves out or keeps every other value", async () => {
    const collection = running.db.collection<Doc>("docs");
    await collection.insertOne({ a: 5, m: [1, { v: 1, w: 2 }, [{ v: 2, w: 3 }, 4]] });
    const projected = (projection: Doc): Promise<Doc | null> => collection.findOne({}, { projection });
    expect(await projected({ _id: 0, "a.x": 1 })).to.deep.equal({});
    expect(await projected({ _id: 0, "a.x": 0, m: 0 })).to.deep.equal({ a: 5 });
    expect(await projected({ _id: 0, "m.v": 1 })).to.deep.equal({ m: [{ v: 1 }, [{ v: 2 }]] });
    expect(await projected({ _id: 0, "m.v": 0, a: 0 })).to.deep.equal({ m: [1, { w: 2 }, [{ w: 3 }, 4]] });
  });

  it("includes nothing but what $elemMatch matches, which must be an object", async () => {
    const collection = running.db.collection<Doc>("docs");
    await collection.insertOne({ a: [{ k: "x" }, { k: "y" }], e: 5 });
    const projected = (projection: Doc): Promise<Doc | null> => collection.findOne({}, { projection });
    expect(await projected({ _id: 0, a: { $elemMatch: { k: "y" } } })).to.deep.equal({ a: [{ k: "y" }] });
    expect(await projected({ _id: 0, a: { $elemMatch: { k: "z" } } })).to.deep.equal({});
    await refusal(projected({ a: { $elemMatch: 5 } }), 31274);
  });

  it("gives each facet all documents, more than are read at once", async () => {
    const many = running.db.collection("many");
    await many.insertMany(Array.from({ length: 350 }, (_, n) => ({ n, third: n % 3, at: new Date(n) })));
    const [found] = await many
      .aggregate([
        {
          $facet: {
            sums: [
              { $match: { n: { $gte: 10 } } },
              { $group: { _id: { t: "$third" }, sum: { $sum: "$n" } } },
              { $sort: { _id: 1 } },
            ],
            cut: [{ $skip: 200 }, { $limit: 2 }, { $project: { _id: 0, n: 1 } }],
            joined: [
              { $sort: { n: 1 } },
              { $group: { _id: null, all: { $sum: 1 }, first: { $first: "$n" }, last: { $last: "$n" } } },
            ],
            last: [{ $sort: { n: -1 } }, { $limit: 1 }, { $group: { _id: "$n" } }],
            none: [{ $match: { n: -1 } }, { $group: { _id: null } }],
          },
        },
      ])
      .toArray();
    const sumOf = (third: number): number =>
      Array.from({ length: 350 }, (_, n) => n)
        .filter((n) => n >= 10 && n % 3 === third)
        .reduce((a, b) => a + b, 0);
    expect(found).to.deep.equal({
      sums: [0, 1, 2].map((t) => ({ _id: { t }, sum: sumOf(t) })),
      cut: [{ n: 200 }, { n: 201 }],
      joined: [{ _id: null, all: 350, first: 0, last: 349 }],
      last: [{ _id: 349 }],
      none: [],
    });
  });

  it("sums numbers of all types in the widest, whole ones beyond 32 bits as well", async () => {
    const numbers = running.db.collection("numbers");
    const most = 2 ** 31 - 1;
    await numbers.insertMany([
      { kind: "int", n: new Int32(most) },
      { kind: "int", n: new Int32(most) },
      { kind: "long", n: Long.fromString("9007199254740993") },
      { kind: "long", n: new Int32(1) },
      { kind: "double", n: new Int32(1) },
      { kind: "double", n: new Double(0.5) },
      { kind: "decimal", n: new Int32(1) },
      { kind: "decimal", n: Decimal128.fromString("0.10") },
      { kind: "none", n: "1" },
      { kind: "small", n: new Int32(5) },
      { kind: "small", n: Long.fromNumber(6) },
      ...[1, 2, 3].map(() => ({ kind: "sums", n: Long.fromNumber(2 ** 51 + 1) })),
    ]);
    const sums = await numbers
      .aggregate([
        { $group: { _id: "$kind", sum: { $sum: "$n" } } },
        { $set: { type: { $type: "$sum" }, sum: { $toString: "$sum" } } },
        { $sort: { _id: 1 } },
      ])
      .toArray();
    expect(sums.map(({ _id, sum, type }) => [_id, sum, type] as unknown)).to.deep.equal([
      ["decimal", "1.10", "decimal"],
      ["double", "1.5", "double"],
      ["int", "4294967294", "long"],
      ["long", "9007199254740994", "long"],
      ["none", "0", "int"],
      ["small", "11", "long"],
      ["sums", "6755399441055747", "long"],
    ]);
  });

  it("refuses malformed stages", async () => {
    const collection = running.db.collection("docs");
    await collection.insertOne({ a: 1 });
    const refused: [Doc, number][] = [
      [{ $match: {}, $sort: { a: 1 } }, 40323],
      [{ $match: 5 }, 15959],
      [{ $set: 5 }, 40272],
      [{ $sample: 5 }, 28745],
      [{ $limit: 0 }, 15958],
      [{ $limit: -1 }, 5107201],
      [{ $skip: "1" }, 5107200],
      [{ $group: { a: { $sum: 1 } } }, 15955],
      [{ $group: { _id: null, "a.b": { $sum: 1 } } }, 40235],
      [{ $group: { _id: null, a: "$a" } }, 40234],
      [{ $group: { _id: null, a: { $sum: 1, $avg: 1 } } }, 40238],
      [{ $group: { _id: null, a: { $frobnicate: 1 } } }, 15952],
      [{ $count: 5 }, 40156],
      [{ $unwind: "a" }, 28818],
      [{ $lookup: { from: "docs" } }, 9],
      [{ $replaceRoot: { newRoot: "$a" } }, 40228],
    ];
    for (const [stage, code] of refused) {
      await refusal(collection.aggregate([{ $sort: { a: 1 } }, { $sort: { a: -1 } }, stage]).toArray(), code).catch(
        (error: Error) => {
          throw new Error(`${JSON.stringify(stage)}: ${error.message}`);
        },
      );
    }
    await refusal(running.db.command({ aggregate: "docs", pipeline: 5, cursor: {} }), 14);
  });

  it("refuses stages that are told nothing, or no object", async () => {
    const refused: [Doc, number][] = [
      [{ $project: {} }, 51272],
      [{ $project: 5 }, 15969],
      [{ $group: 5 }, 15947],
      [{ $lookup: 5 }, 9],
      [{ $facet: 5 }, 40169],
      [{ $facet: { a: 5 } }, 40170],
      [{ $facet: { a: [null] } }, 40171],
      [{ $facet: { a: [{}] } }, 40323],
      [{ $replaceRoot: 5 }, 40229],
      [{ $count: "" }, 40157],
    ];
    for (const [stage, code] of refused)
      await refusal(running.db.collection("docs").aggregate([stage]).toArray(), code);
  });
});
