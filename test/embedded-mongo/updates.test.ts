import { expect } from "chai";
import { Decimal128, Double, Int32, Long, ObjectId, refusal, withAnyServer, type Doc } from "./support.js";

describe("An update in the embedded database", () => {
  const running = withAnyServer();

  async function updated(before: Doc, update: Doc | Doc[], options: Doc = {}, filter: Doc = {}): Promise<Doc> {
    const collection = running.db.collection<Doc>("docs");
    await collection.deleteMany({});
    await collection.insertOne({ ...before });
    await collection.updateOne(filter, update, options);
    const { _id, ...after } = (await collection.findOne({}, { promoteValues: false }))!;
    expect(_id).to.exist;
    return after;
  }

  async function refused(before: Doc, update: Doc, code: number, options: Doc = {}): Promise<void> {
    const collection = running.db.collection<Doc>("docs");
    await collection.deleteMany({});
    await collection.insertOne({ ...before });
    await refusal(collection.updateOne({}, update, options), code);
    const { _id, ...after } = (await collection.findOne())!;
    expect(_id).to.exist;
    expect(after).to.deep.equal(before);
  }

  it("keeps the types of numbers apart when it calculates", async () => {
    expect(await updated({ n: new Int32(1) }, { $inc: { n: 1 } })).to.deep.equal({ n: new Int32(2) });
    expect(await updated({ n: new Int32(2147483647) }, { $inc: { n: 1 } })).to.deep.equal({
      n: Long.fromNumber(2147483648),
    });
    expect(await updated({ n: new Int32(65536) }, { $mul: { n: 65536 } })).to.deep.equal({
      n: Long.fromNumber(4294967296),
    });
    expect(await updated({ n: Long.fromString("9007199254740993") }, { $inc: { n: 1 } })).to.deep.equal({
      n: Long.fromString("9007199254740994"),
    });
    expect(await updated({ n: new Double(1) }, { $mul: { n: 2 } })).to.deep.equal({ n: new Double(2) });
    expect(
      await updated({ n: Decimal128.fromString("0.1") }, { $inc: { n: Decimal128.fromString("0.2") } }),
    ).to.deep.equal({ n: Decimal128.fromString("0.3") });
    const third = Decimal128.fromString(`0.${"3".repeat(34)}`);
    expect(await updated({ n: third }, { $mul: { n: third } }), "rounded").to.deep.equal({
      n: Decimal128.fromString(`0.${"1".repeat(34)}`),
    });
    expect(await updated({}, { $inc: { "a.b": 3 }, $mul: { c: 3 } })).to.deep.equal({
      a: { b: new Int32(3) },
      c: new Int32(0),
    });
  });

  it("leaves a document as it is where a modifier does not fit the field's type", async () => {
    await refused({ n: "1" }, { $inc: { n: 1 } }, 14);
    await refused({ n: 1 }, { $push: { n: 1 } }, 2);
    await refused({ n: 1 }, { $addToSet: { n: 1 } }, 2);
    await refused({ n: 1 }, { $set: { "n.x": 1 } }, 28);
    await refused({ n: 1 }, { $inc: { "n.x": 1 } }, 28);
    await refused({ a: [{ n: 1 }] }, { $set: { "a.0.n.x": 1 } }, 28);
    await refused({ a: [1] }, { $set: { "a.x.y": 1 } }, 28);
    await refused({ n: 1, m: 2 }, { $set: { m: 3, "n.x": 1 } }, 28);
  });

  it("refuses conflicting paths, a changed _id and unknown modifiers", async () => {
    await refused({ a: 1 }, { $set: { a: 2 }, $inc: { a: 1 } }, 40);
    await refused({ a: 1 }, { $set: { b: 2, "b.c": 1 } }, 40);
    await refused({ a: 1 }, { $set: { _id: 7 } }, 66);
    await refused({ a: 1 }, { $unset: { _id: "" } }, 66);
    await refused({ a: 1 }, { $frobnicate: { a: 1 } }, 9);
    await refused({ a: 1 }, { $set: { "a.": 1 } }, 56);
    await refused({ a: [1] }, { $set: { "a.$": 1 } }, 2);
    await refused({ a: [1] }, { $set: { "a.$[x]": 1 } }, 2);
  });

  it("pops from arrays alone, sets all elements of arrays alone, and renames no field to itself", async () => {
    await refused({ a: 1 }, { $pop: { a: 1 } }, 14);
    await refused({ a: 1 }, { $set: { "a.$[]": 1 } }, 2);
    await refused({ a: 1 }, { $rename: { a: "a" } }, 2);
    await refused({ a: {} }, { $set: { "a.$b": 1 } }, 52);
    await refusal(running.db.command({ update: "docs", updates: [{ q: {}, u: 5 }] }), 9);
  });

  it("sets, unsets and renames inside documents and arrays", async () => {
    expect(await updated({ a: [{ b: "x" }] }, { $set: { "a.0.b": "y", "a.2": "z", "c.d": "w" } })).to.deep.equal({
      a: [{ b: "y" }, null, "z"],
      c: { d: "w" },
    });
    expect(await updated({ a: ["x", "y"], b: { c: "x", d: "y" } }, { $unset: { "a.0": "", "b.c": "" } })).to.deep.equal(
      { a: [null, "y"], b: { d: "y" } },
    );
    expect(await updated({ a: "x" }, { $rename: { a: "b.c" } })).to.deep.equal({ b: { c: "x" } });
    expect(await updated({ a: "x" }, { $rename: { none: "b.c" } })).to.deep.equal({ a: "x" });
    expect(await updated({ a: "x", b: "y" }, { $min: { a: "w", b: "z" }, $max: { c: "v" } })).to.deep.equal({
      a: "w",
      b: "y",
      c: "v",
    });
  });

  it("pushes with position, order and limit, and adds to sets", async () => {
    const push = { $push: { a: { $each: ["d", "a"], $position: 0, $sort: 1, $slice: -2 } } };
    expect(await updated({ a: ["c", "b"] }, push)).to.deep.equal({ a: ["c", "d"] });
    expect(await updated({ a: ["c", "b"] }, { $push: { a: { $each: ["x"], $position: 1 } } })).to.deep.equal({
      a: ["c", "x", "b"],
    });
    expect(
      await updated({ a: [{ x: "b" }, { x: "a" }] }, { $push: { a: { $each: [], $sort: { x: 1 } } } }),
    ).to.deep.equal({ a: [{ x: "a" }, { x: "b" }] });
    const id = new ObjectId();
    expect(
      await updated({ a: [id] }, { $addToSet: { a: { $each: [new ObjectId(id.toHexString()), "x", "x"] } } }),
    ).to.deep.equal({ a: [id, "x"] });
  });

  it("pulls by value, by filter and by condition", async () => {
    expect(await updated({ a: ["x", "y", "x"] }, { $pull: { a: "x" } })).to.deep.equal({ a: ["y"] });
    expect(await updated({ a: ["x", "y", "z"] }, { $pull: { a: { $in: ["x", "z"] } } })).to.deep.equal({ a: ["y"] });
    expect(await updated({ a: [{ k: "x", v: "1" }, { k: "y" }] }, { $pull: { a: { k: "x" } } })).to.deep.equal({
      a: [{ k: "y" }],
    });
    expect(await updated({ a: ["x", "y"] }, { $pullAll: { a: ["x"] }, $pop: { b: 1 } })).to.deep.equal({ a: ["y"] });
    const mixed = { a: ["x", ["y"], { k: "x" }, "y", "x"] };
    expect(await updated(mixed, { $pullAll: { a: ["x", ["y"], { k: "x" }, "z"] } })).to.deep.equal({ a: ["y"] });
  });

  it("changes the matched element, all elements, or those of a filter", async () => {
    const before = {
      a: [
        { k: "x", v: "1" },
        { k: "y", v: "2" },
      ],
    };
    expect(await updated(before, { $set: { "a.$.v": "9" } }, {}, { "a.k": "y" })).to.deep.equal({
      a: [
        { k: "x", v: "1" },
        { k: "y", v: "9" },
      ],
    });
    expect(await updated({ a: ["x", "y"] }, { $set: { "a.$": "z" } }, {}, { a: "x" })).to.deep.equal({ a: ["z", "y"] });
    expect(
      await updated(before, { $set: { "a.$.v": "9" } }, {}, { a: { $elemMatch: { k: "y", v: "2" } } }),
    ).to.deep.equal({
      a: [
        { k: "x", v: "1" },
        { k: "y", v: "9" },
      ],
    });
    expect(await updated(before, { $set: { "a.$[].v": "9" } })).to.deep.equal({
      a: [
        { k: "x", v: "9" },
        { k: "y", v: "9" },
      ],
    });
    expect(await updated(before, { $set: { "a.$[e].v": "9" } }, { arrayFilters: [{ "e.k": "x" }] })).to.deep.equal({
      a: [
        { k: "x", v: "9" },
        { k: "y", v: "2" },
      ],
    });
    const either = { arrayFilters: [{ $or: [{ "e.k": "x" }, { "e.v": "2" }] }] };
    expect(await updated(before, { $unset: { "a.$[e].v": "" } }, either)).to.deep.equal({
      a: [{ k: "x" }, { k: "y" }],
    });
    expect(await updated({ a: [{ b: ["x", "y"] }] }, { $set: { "a.0.b.$[]": "z" } })).to.deep.equal({
      a: [{ b: ["z", "z"] }],
    });
    expect(
      await updated(
        { a: [{ k: "x" }, { k: "x", v: "1" }, {}] },
        { $set: { "a.$[e]": "z", "a.$[none]": "y" } },
        { arrayFilters: [{ e: { k: "x" } }, { none: {} }] },
      ),
    ).to.deep.equal({ a: ["z", { k: "x", v: "1" }, "y"] });
    await refused({ a: ["x"] }, { $set: { "a.$[e]": "y" } }, 9, { arrayFilters: [{}] });
    expect(await updated({ a: ["x", "y"] }, { $set: { "a.$[e]": "z" } }, { arrayFilters: [{ e: "y" }] })).to.deep.equal(
      { a: ["x", "z"] },
    );
    expect(
      await updated({ a: ["x", "y"] }, { $set: { "a.$[e]": "z" } }, { arrayFilters: [{ e: { $gte: "y" } }] }),
    ).to.deep.equal({ a: ["x", "z"] });
  });

  it("inserts the filter's and the update's values when nothing matches", async () => {
    const collection = running.db.collection<Doc>("docs");
    const filter = { a: "x", "b.c": { $eq: "y" }, d: { $gt: 5 }, $and: [{ e: "z" }] };
    const result = await collection.updateOne(filter, { $set: { f: "s" }, $setOnInsert: { g: "i" } }, { upsert: true });
    expect(result).to.include({ matchedCount: 0, upsertedCount: 1 });
    const { _id, ...doc } = (await collection.findOne())!;
    expect(_id.equals(result.upsertedId)).to.equal(true);
    expect(doc).to.deep.equal({ a: "x", b: { c: "y" }, e: "z", f: "s", g: "i" });
    await collection.updateOne({ _id: "own" as never }, { $set: { _id: "own", a: 1 } }, { upsert: true });
    expect(await collection.findOne({ _id: "own" as never })).to.deep.equal({ _id: "own", a: 1 });
  });

  it("replaces a document but for its _id", async () => {
    const collection = running.db.collection<Doc>("docs");
    const { insertedId } = await collection.insertOne({ a: 1, b: 2 });
    await collection.replaceOne({ a: 1 }, { c: 3 });
    expect(await collection.findOne()).to.deep.equal({ _id: insertedId, c: 3 });
    await refusal(collection.replaceOne({ c: 3 }, { _id: new ObjectId(), c: 4 }), 66);
  });

  it("takes pipelines for updates", async () => {
    expect(
      await updated({ a: "x", b: "y" }, [{ $set: { c: { $concat: ["$a", "$b"] } } }, { $unset: "a" }]),
    ).to.deep.equal({ b: "y", c: "xy" });
  });

  it("inserts for an update of many only where none matches", async () => {
    const collection = running.db.collection<Doc>("docs");
    await collection.insertMany([{ a: 1 }, { a: 1 }]);
    const count = (filter: Doc) => collection.updateMany(filter, { $inc: { n: 1 } }, { upsert: true });
    expect(await count({ a: 1 })).to.include({ matchedCount: 2, modifiedCount: 2, upsertedCount: 0 });
    expect(await count({ a: 2 })).to.include({ matchedCount: 0, modifiedCount: 0, upsertedCount: 1 });
    const found = await collection.find().sort({ a: 1 }).toArray();
    expect(found.map(({ a, n }) => [a, n] as unknown)).to.deep.equal([
      [1, 1],
      [1, 1],
      [2, 1],
    ]);
  });

  it("counts matched and changed documents", async () => {
    const collection = running.db.collection("docs");
    await collection.insertMany([{ a: 1 }, { a: 1, b: 2 }, { a: 2 }]);
    const result = await collection.updateMany({ a: 1 }, { $set: { b: 2 } });
    expect(result).to.include({ matchedCount: 2, modifiedCount: 1 });
    expect((await collection.deleteMany({ a: { $lt: 2 } })).deletedCount).to.equal(2);
  });

  it("updates each document once, though the update moves it along the index that found it", async () => {
    const collection = running.db.collection("docs");
    await collection.createIndex({ a: 1 });
    await collection.insertMany(Array.from({ length: 50 }, (_, a) => ({ a })));
    const result = await collection.updateMany({ a: { $gte: 0 } }, { $inc: { a: 10 } });
    expect(result.modifiedCount).to.equal(50);
    expect(await collection.distinct("a")).to.have.lengthOf(50);
    expect(await collection.countDocuments({ a: { $gte: 60 } })).to.equal(0);
  });

  it("writes to several collections with one bulkWrite", async () => {
    const models = [
      { name: "insertOne", namespace: "test.one", document: { a: 1 } },
      { name: "updateOne", namespace: "test.two", filter: { a: 1 }, update: { $set: { b: 1 } }, upsert: true },
      { name: "deleteOne", namespace: "test.one", filter: { a: 1 } },
    ] as const;
    const result = await running.client.bulkWrite([...models], { verboseResults: true });
    expect(result).to.include({ insertedCount: 1, upsertedCount: 1, deletedCount: 1 });
    expect(await running.db.collection("two").countDocuments({ a: 1, b: 1 })).to.equal(1);
  });

  it("compares for $min and $max, multiplies, pops and sets the present moment", async () => {
    const before = { a: "m", list: ["x", "y", "z"], n: new Int32(3) };
    expect(await updated(before, { $min: { a: "n" }, $max: { n: 2 } })).to.deep.equal(before);
    expect(await updated(before, { $max: { a: "n" }, $min: { n: 2 }, $pop: { list: 1 } })).to.deep.equal({
      a: "n",
      list: ["x", "y"],
      n: new Int32(2),
    });
    expect(await updated(before, { $pop: { list: -1 }, $mul: { n: new Double(0.5) } })).to.deep.equal({
      a: "m",
      list: ["y", "z"],
      n: new Double(1.5),
    });
    const start = Date.now();
    const now = await updated({}, { $currentDate: { a: true, b: { $type: "date" } } });
    for (const field of ["a", "b"]) expect(Number(now[field])).to.be.within(start, Date.now());
    const { a } = await updated({}, { $currentDate: { a: { $type: "timestamp" } } });
    expect(a).to.have.property("_bsontype", "Timestamp");
    expect((a as { t: number }).t).to.be.within(Math.floor(start / 1000), Date.now() / 1000);
  });

  it("pushes single values and arrays, and cuts from either end", async () => {
    const pushed = async (push: unknown): Promise<unknown> =>
      (await updated({ a: ["b", "c"] }, { $push: { a: push } })).a;
    expect(await pushed("d")).to.deep.equal(["b", "c", "d"]);
    expect(await pushed(["d"])).to.deep.equal(["b", "c", ["d"]]);
    expect(await pushed({ $each: ["a"], $slice: 2 })).to.deep.equal(["b", "c"]);
    expect(await pushed({ $each: ["a"], $slice: -1 })).to.deep.equal(["a"]);
    expect(await pushed({ $each: ["a"], $slice: 0 })).to.deep.equal([]);
    expect(await pushed({ $each: ["a"], $sort: -1 })).to.deep.equal(["c", "b", "a"]);
    expect(await pushed({ $each: ["x"], $position: -1 })).to.deep.equal(["b", "x", "c"]);
    expect(await updated({}, { $push: { a: "x" }, $addToSet: { b: "y" } })).to.deep.equal({ a: ["x"], b: ["y"] });
    expect(await updated({}, { $pull: { a: "x" }, $pop: { b: 1 }, $pullAll: { c: [1] } })).to.deep.equal({});
  });

  it("refuses operands that make no sense", async () => {
    await refused({ a: 1 }, { $inc: { a: "1" } }, 14);
    await refused({ a: 1 }, { $mul: { a: "1" } }, 14);
    await refused({ a: [1] }, { $push: { a: { $each: 1 } } }, 2);
    await refused({ a: [1] }, { $push: { a: { $each: [], $other: 1 } } }, 2);
    await refused({ a: [1] }, { $pop: { a: 2 } }, 9);
    await refused({ a: [1] }, { $pullAll: { a: 1 } }, 2);
    await refused({ a: 1 }, { $rename: { a: "b" }, $set: { b: 1 } }, 40);
    await refused({ a: 1 }, { $currentDate: { a: "soon" } }, 2);
    await refused({ a: 1 }, { $set: 5 }, 9);
    await refused({ a: [1] }, { $set: { "a.x": 1 } }, 28);
    await refused({ a: [1] }, { $set: { "a.$[e]": 1 } }, 9, { arrayFilters: [{ e: 1 }, { e: 2 }] });
    const collection = running.db.collection<Doc>("docs");
    await refusal(collection.updateOne({}, [{ $match: {} }]), 72);
    const reply = await running.db.command({ update: "docs", updates: [{ q: {}, u: { a: 1, $b: 2 } }] });
    expect((reply.writeErrors as Doc[])[0]).to.include({ code: 52 });
  });

  it("refuses clauses of $push, ways of $rename and array filters that MongoDB refuses", async () => {
    const clauses = [{ $slice: "1" }, { $slice: 1.5 }, { $slice: null }, { $position: "0" }, { $position: 0.5 }];
    const orders = [{ $sort: 2 }, { $sort: "up" }, { $sort: {} }, { $sort: { b: 0 } }];
    for (const clause of [...clauses, ...orders])
      await refused({ a: [1] }, { $push: { a: { $each: [2], ...clause } } }, 2);
    const within = { a: [{ b: 1 }], c: 1 };
    await refused(within, { $rename: { "a.0.b": "d" } }, 2);
    await refused(within, { $rename: { c: "a.0.c" } }, 2);
    await refused(within, { $rename: { "a.$[].b": "d" } }, 2);
    await refused(within, { $rename: { c: "a.$" } }, 2);
    await refused(within, { $rename: { c: "d." } }, 56);
    const filters = (...arrayFilters: Doc[]): Doc => ({ arrayFilters });
    await refused(within, { $set: { "a.$[e].b": 2 } }, 9, filters({ "e.b": 1 }, { "f.b": 1 }));
    await refused(within, { $set: { "a.$[e].b": 2 } }, 9, filters({ "e.b": 1, "f.b": 1 }));
    await refused(within, { $set: { "a.$[e].b": 2 } }, 9, filters({ $or: [{ "e.b": 1 }, { "f.b": 1 }] }));
  });

  it("refuses array filters beside a pipeline", async () => {
    const write = (arrayFilters: Doc[]) =>
      running.db.collection("docs").updateOne({}, [{ $set: { c: 2 } }], { arrayFilters });
    await refusal(write([{ e: 1 }]), 9);
    expect((await write([])).acknowledged).to.equal(true);
  });

  it("pulls by a pattern", async () => {
    expect(await updated({ a: ["x", "xy", "y"] }, { $pull: { a: /^x/ } })).to.deep.equal({ a: ["y"] });
  });

  it("upserts every field that its filter names", async () => {
    const collection = running.db.collection<Doc>("docs");
    await collection.updateOne({ a: 1, b: 1 }, { $set: { c: 1 } }, { upsert: true });
    expect(await collection.findOne({}, { projection: { _id: 0 } })).to.deep.equal({ a: 1, b: 1, c: 1 });
    await collection.updateOne({ a: 2 }, [{ $set: { c: { $add: ["$a", 3] } } }], { upsert: true });
    expect(await collection.findOne({ a: 2 }, { projection: { _id: 0 } })).to.deep.equal({ a: 2, c: 5 });
  });

  it("sets fields in the order of their names", async () => {
    const collection = running.db.collection<Doc>("docs");
    await collection.insertOne({ a: 1 });
    await collection.updateOne({}, { $set: { d: 1, c: 1 } });
    expect(Object.keys((await collection.findOne())!)).to.deep.equal(["_id", "a", "c", "d"]);
    await collection.updateOne({}, { $set: { "x.b.a": 1, y: 1, "x.a": 1, B: 1 }, $inc: { "x.b.B": 1 } });
    expect(JSON.stringify(await collection.findOne({}, { projection: { _id: 0 } }))).to.equal(
      JSON.stringify({ a: 1, c: 1, d: 1, B: 1, x: { a: 1, b: { B: 1, a: 1 } }, y: 1 }),
    );
    await refusal(collection.updateOne({}, { $set: { "x.a.b": 2, "x.a!": 2, "x.a": 2 } }), 40);
  });

  it("upserts from $in and $all with one value, and replaces by an _id of the filter alone", async () => {
    const collection = running.db.collection<Doc>("docs");
    const filter = { a: { $in: ["x"] }, b: { $all: ["y"] }, c: { $in: ["p", "q"] } };
    await collection.updateOne(filter, { $set: { d: "z" } }, { upsert: true });
    expect(await collection.findOne({}, { projection: { _id: 0 } })).to.deep.equal({ a: "x", b: "y", d: "z" });
    await collection.deleteMany({});
    const either = { $or: [{ a: 1 }, { b: 1 }], $and: [{ c: 1 }, { $or: [{ d: 1 }] }, { $nor: [{ e: 1 }] }] };
    await collection.updateOne(either, { $set: { f: 1 } }, { upsert: true });
    expect(await collection.findOne({}, { projection: { _id: 0 } })).to.deep.equal({ c: 1, d: 1, f: 1 });
    await collection.deleteMany({});
    await collection.replaceOne({ _id: 5 as never, a: 1 }, { b: 2 }, { upsert: true });
    expect(await collection.findOne()).to.deep.equal({ _id: 5, b: 2 });
    await collection.replaceOne({ a: 8 }, { _id: 7 as never, b: 3 }, { upsert: true });
    await collection.replaceOne({ a: 8 }, { b: 4 }, { upsert: true });
    expect(await collection.findOne({ b: 3 })).to.deep.equal({ _id: 7, b: 3 });
    expect((await collection.findOne({ b: 4 }))!._id).to.be.instanceOf(ObjectId);
    await collection.updateOne({ _id: 6 as never, $or: [{ a: 7 }] }, { $setOnInsert: { b: 3 } }, { upsert: true });
    await collection.updateOne({ _id: 6 as never }, { $setOnInsert: { b: 4 }, $set: { c: 5 } }, { upsert: true });
    expect(await collection.findOne({ _id: 6 as never })).to.deep.equal({ _id: 6, a: 7, b: 3, c: 5 });
  });
});
