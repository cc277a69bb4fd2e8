import { expect } from "chai";
import mongoose from "mongoose";
import { Binary, Decimal128, Double, Int32, Long, ObjectId, withAnyServer, type Doc } from "./support.js";

const { Code, MinKey, MaxKey, Timestamp } = mongoose.mongo;

describe("Ordering in the embedded database", () => {
  const running = withAnyServer();

  async function sorted(values: unknown[], direction: 1 | -1, indexed: boolean): Promise<number[]> {
    const collection = running.db.collection<Doc>("docs");
    await collection.drop();
    if (indexed) await collection.createIndex({ a: 1 });
    // The last comes first, so that no order is the order of insertion.
    await collection.insertMany(values.map((a, i) => (a === undefined ? { i } : { i, a })).reverse());
    return (await collection.find().sort({ a: direction }).toArray()).map((doc) => doc.i as number);
  }

  const ascending = [
    new MinKey(),
    [],
    null,
    new Double(NaN),
    new Double(-Infinity),
    Decimal128.fromString("-1E+6000"),
    Decimal128.fromString("-1E+400"),
    Long.fromString("-9223372036854775808"),
    new Double(-1.5),
    new Double(-0.1),
    Decimal128.fromString("-0.1"),
    Decimal128.fromString("-1E-400"),
    new Int32(0),
    Decimal128.fromString("1E-6000"),
    Decimal128.fromString("1E-400"),
    Decimal128.fromString("0.1"),
    Decimal128.fromString("0.100000000000000001"),
    Decimal128.fromString("0.100000000000000002"),
    new Double(0.1),
    new Int32(1),
    new Double(9007199254740992),
    Long.fromString("9007199254740993"),
    Decimal128.fromString("9007199254740993.5"),
    new Double(9007199254740994),
    Decimal128.fromString("1E+400"),
    Decimal128.fromString("1E+6000"),
    new Double(Infinity),
    "",
    "a",
    "a\0",
    "ab",
    "b",
    "\uffee",
    "😀",
    {},
    { a: 1 },
    { a: 1, b: 0 },
    { b: 0 },
    Buffer.from([9]),
    Buffer.from([1, 1]),
    Buffer.from([1, 2]),
    new Binary(Buffer.from([0, 0]), 5),
    new ObjectId("000000000000000000000001"),
    new ObjectId("ff0000000000000000000000"),
    false,
    true,
    new Date(-1),
    new Date(0),
    new Date(1),
    new Timestamp({ t: 1, i: 1 }),
    new Timestamp({ t: 1, i: 2 }),
    new Timestamp({ t: 3_000_000_000, i: 0 }),
    /a/,
    /a/i,
    /b/,
    new Code("a"),
    new Code("b"),
    new MaxKey(),
  ];
  const expected = ascending.map((_, i) => i);

  for (const indexed of [false, true]) {
    it(`puts values of all types into MongoDB's order${indexed ? " by an index" : ""}`, async () => {
      expect(await sorted(ascending, 1, indexed)).to.deep.equal(expected);
      expect(await sorted(ascending, -1, indexed)).to.deep.equal([...expected].reverse());
    });
  }

  for (const indexed of [false, true]) {
    it(`sorts an array by its smallest element, and by its largest when descending${indexed ? ", with an index" : ""}`, async () => {
      // Neither the first nor the last element is the one that counts.
      const values = [[5, 1, 9, 6], [4, 2, 8, 3], 3, [7, 4, 7]];
      expect(await sorted(values, 1, indexed)).to.deep.equal([0, 1, 2, 3]);
      expect(await sorted(values, -1, indexed)).to.deep.equal([0, 1, 3, 2]);
    });
  }

  it("sorts an array by all its elements, though the filter and an index hold to some", async () => {
    const collection = running.db.collection<Doc>("docs");
    await collection.createIndex({ k: 1, a: 1 });
    await collection.insertMany([[1, 9], [5], [4, 6]].map((a, i) => ({ i, k: 1, a })));
    for (const sort of [{ a: 1 }, { k: 1, a: 1 }] as const) {
      const found = collection.find({ k: 1, a: { $gt: 3 } }).sort(sort);
      expect((await found.toArray()).map(({ i }) => i as number)).to.deep.equal([0, 2, 1]);
    }
  });

  it("sorts by a field inside documents and inside an array's documents", async () => {
    const collection = running.db.collection<Doc>("docs");
    const values = [{ b: 2 }, [{ b: 5 }, { b: 1 }, { b: 4 }], { b: 3 }, 7, [{ b: 9 }, {}]];
    await collection.insertMany(values.map((a, i) => ({ i, a })));
    const order = async (direction: 1 | -1): Promise<number[]> =>
      (await collection.find().sort({ "a.b": direction, i: 1 }).toArray()).map(({ i }) => i as number);
    expect(await order(1)).to.deep.equal([3, 4, 1, 0, 2]);
    expect(await order(-1)).to.deep.equal([4, 1, 2, 0, 3]);
  });

  it("sorts by the element that a position names", async () => {
    const collection = running.db.collection<Doc>("docs");
    await collection.insertMany([[5, 1], [3, 9], [4]].map((a, i) => ({ i, a })));
    const found = await collection.find().sort({ "a.0": 1 }).toArray();
    expect(found.map(({ i }) => i as number)).to.deep.equal([1, 2, 0]);
    expect((await collection.find().sort({ "a.1": -1 }).toArray()).map(({ i }) => i as number)).to.deep.equal([
      1, 0, 2,
    ]);
  });

  it("sorts by every field that is named, though an index begins with the same one and goes on otherwise", async () => {
    const collection = running.db.collection("docs");
    await collection.createIndexes([{ key: { a: 1, b: 1 } }, { key: { a: 1, b: 1, c: 1 } }]);
    await collection.insertMany([1, 2, 3].map((b) => ({ a: 1, b, c: -b })));
    const found = await collection
      .find({ a: { $gte: 1 } })
      .sort({ a: 1, c: 1 })
      .toArray();
    expect(found.map(({ b }) => b as number)).to.deep.equal([3, 2, 1]);
  });

  it("sorts by several fields, with skip and limit", async () => {
    const collection = running.db.collection("docs");
    await collection.insertMany([3, 1, 2].flatMap((a) => ["x", "z", "y"].map((b) => ({ a, b }))));
    const page = await collection
      .find({}, { projection: { _id: 0 } })
      .sort({ a: 1, b: -1 })
      .skip(2)
      .limit(3)
      .toArray();
    expect(page).to.deep.equal([
      { a: 1, b: "x" },
      { a: 2, b: "z" },
      { a: 2, b: "y" },
    ]);
  });
});
