import { expect } from "chai";
import mongoose from "mongoose";
import { Binary, Decimal128, Double, Int32, Long, ObjectId, refusal, withAnyServer, type Doc } from "./support.js";

const { MinKey } = mongoose.mongo;

describe("Matching in the embedded database", () => {
  const running = withAnyServer();

  /** The _ids, as numbers, of the documents that match. */
  async function found(docs: Doc[], filter: Doc): Promise<number[]> {
    const collection = running.db.collection<Doc>("docs");
    await collection.deleteMany({});
    await collection.insertMany(docs.map((doc, _id) => ({ _id: _id as never, ...doc })));
    return (await collection.find(filter).toArray()).map((doc) => Number(doc._id));
  }

  it("takes numbers for equal across their types, exactly", async () => {
    const numbers = [
      new Int32(1),
      new Double(1),
      Long.fromNumber(1),
      Decimal128.fromString("1.0"),
      "1",
      new Double(1.5),
    ];
    expect(
      await found(
        numbers.map((a) => ({ a })),
        { a: 1 },
      ),
    ).to.deep.equal([0, 1, 2, 3]);
    const large = [
      Long.fromString("9007199254740993"),
      new Double(9007199254740992),
      Decimal128.fromString("9007199254740993"),
    ];
    expect(
      await found(
        large.map((a) => ({ a })),
        { a: Long.fromString("9007199254740993") },
      ),
    ).to.deep.equal([0, 2]);
    const tenth = [new Double(0.1), Decimal128.fromString("0.1")];
    expect(
      await found(
        tenth.map((a) => ({ a })),
        { a: Decimal128.fromString("0.1") },
      ),
    ).to.deep.equal([1]);
  });

  it("compares only values of the same kind", async () => {
    const docs = [{ a: 5 }, { a: "5" }, { a: new Date(5) }, { a: true }, { a: null }, {}, { a: [7] }, { a: { b: 7 } }];
    expect(await found(docs, { a: { $gt: 1 } })).to.deep.equal([0, 6]);
    expect(await found(docs, { a: { $gte: "" } })).to.deep.equal([1]);
    expect(await found(docs, { a: { $lte: new Date(5) } })).to.deep.equal([2]);
    expect(await found(docs, { a: { $gte: null } })).to.deep.equal([4, 5]);
  });

  it("finds null where a field is missing, but not in an empty array", async () => {
    const docs = [{ a: null }, {}, { a: [] }, { a: [null] }, { a: { b: 1 } }, { a: [{ b: 1 }, {}] }, { a: 3 }];
    expect(await found(docs, { a: null })).to.deep.equal([0, 1, 3]);
    expect(await found(docs, { "a.b": null })).to.deep.equal([0, 1, 5, 6]);
    expect(await found(docs, { "a.b": { $exists: false } })).to.deep.equal([0, 1, 2, 3, 6]);
    expect(await found(docs, { a: { $ne: null } })).to.deep.equal([2, 4, 5, 6]);
  });

  it("reaches through arrays of documents, and by position", async () => {
    const docs = [{ a: [{ b: 1 }, { b: 2 }] }, { a: [{ b: 3 }] }, { a: { b: 1 } }, { a: [[{ b: 1 }]] }];
    expect(await found(docs, { "a.b": 1 })).to.deep.equal([0, 2]);
    expect(await found(docs, { "a.0.b": 1 })).to.deep.equal([0, 3]);
    expect(await found(docs, { "a.b": { $gt: 1, $lt: 3 } })).to.deep.equal([0]);
  });

  it("lets different elements of an array meet different demands, unless $elemMatch asks for one", async () => {
    const docs = [{ a: [1, 9] }, { a: [5] }, { a: [{ x: 1, y: 9 }] }, { a: [{ x: 1 }, { y: 9 }] }];
    expect(await found(docs, { a: { $gt: 4, $lt: 6 } })).to.deep.equal([0, 1]);
    expect(await found(docs, { a: { $elemMatch: { $gt: 4, $lt: 6 } } })).to.deep.equal([1]);
    const pairs = [{ a: [{ k: 1 }, { n: 2 }] }, { a: [{ k: 1, n: 2 }] }];
    expect(await found(pairs, { a: { $elemMatch: { $and: [{ k: 1 }, { n: 2 }] } } })).to.deep.equal([1]);
    expect(await found(docs, { "a.x": 1, "a.y": 9 })).to.deep.equal([2, 3]);
    expect(await found(docs, { a: { $elemMatch: { x: 1, y: 9 } } })).to.deep.equal([2]);
  });

  it("equals whole arrays and documents, in their order of fields", async () => {
    const docs = [{ a: [1, 2] }, { a: [2, 1] }, { a: [[1, 2]] }, { a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } }];
    expect(await found(docs, { a: [1, 2] })).to.deep.equal([0, 2]);
    expect(await found(docs, { a: { x: 1, y: 2 } })).to.deep.equal([3]);
    expect(await found(docs, { a: { $size: 2 } })).to.deep.equal([0, 1]);
  });

  it("tells bytes, ids and texts apart", async () => {
    const id = new ObjectId();
    const docs = [{ a: Buffer.from([0xff]) }, { a: Buffer.from([0xfe]) }, { a: id }, { a: id.toHexString() }];
    expect(await found(docs, { a: new Binary(Buffer.from([0xfe])) })).to.deep.equal([1]);
    expect(await found(docs, { a: { $in: [new ObjectId(id.toHexString())] } })).to.deep.equal([2]);
  });

  it("matches regular expressions with their options", async () => {
    const docs = [{ a: "Anna" }, { a: "anna\nBert" }, { a: ["x", "bert"] }, { a: 5 }];
    expect(await found(docs, { a: /^anna/i })).to.deep.equal([0, 1]);
    expect(await found(docs, { a: /^bert/im })).to.deep.equal([1, 2]);
    expect(await found(docs, { a: { $regex: "a.B", $options: "s" } })).to.deep.equal([1]);
    expect(await found(docs, { a: { $in: [/^b/, 5] } })).to.deep.equal([2, 3]);
    expect(await found(docs, { a: { $not: /n/ } })).to.deep.equal([2, 3]);
    expect(await found(docs, { a: { $regex: /^anna/, $options: "i" } })).to.deep.equal([0, 1]);
    expect(await found([{ a: /x/ }, { a: /y/ }, { a: /x/i }], { a: /x/ }), "itself").to.deep.equal([0]);
  });

  it("combines filters by $and, $or, $nor, $all, $mod, $type and $expr", async () => {
    const docs = [{ a: 1, b: 5 }, { a: 6, b: 5 }, { a: ["x", "y"], b: "t" }, { b: null }];
    expect(await found(docs, { $or: [{ a: 1 }, { b: null }] })).to.deep.equal([0, 3]);
    expect(await found(docs, { $nor: [{ a: 1 }, { b: null }] })).to.deep.equal([1, 2]);
    expect(await found(docs, { $and: [{ b: 5 }, { a: { $mod: [5, 1] } }] })).to.deep.equal([0, 1]);
    expect(await found(docs, { a: { $all: ["y", "x"] } })).to.deep.equal([2]);
    expect(await found(docs, { b: { $type: ["string", "null"] } })).to.deep.equal([2, 3]);
    expect(await found(docs, { $expr: { $gt: ["$a", "$b"] } })).to.deep.equal([1, 2]);
    expect(await found(docs, { a: { $gt: new MinKey() } }), "of every type").to.deep.equal([0, 1, 2]);
    expect(await found(docs, { a: { $lte: new MinKey() } })).to.deep.equal([]);
  });

  it("takes a comment anywhere in a filter, and names an unknown option of a pattern", async () => {
    const docs = [{ b: 5 }, { b: 6 }];
    expect(await found(docs, { $comment: "why", b: { $eq: 5, $comment: "why" } })).to.deep.equal([0]);
    await refusal(
      running.db
        .collection("docs")
        .find({ a: { $regex: "x", $options: "y" } })
        .toArray(),
      51108,
    );
  });

  it("rejects operators without a sense", async () => {
    const collection = running.db.collection("docs");
    await collection.insertOne({ a: 1 });
    await refusal(collection.find({ $or: [] }).toArray(), 2);
    await refusal(collection.find({ $or: [{ a: 1 }, 3 as never] }).toArray(), 2);
    const senseless: Doc[] = [
      { $in: 1 },
      { $elemMatch: 5 },
      { $not: 5 },
      { $ne: /x/ },
      { $gt: /x/ },
      { $regex: 5 },
      { $mod: [0, 1] },
      { $type: "nothing" },
      { $type: 99 },
    ];
    for (const operand of senseless)
      await refusal(collection.find({ a: operand }).toArray(), 2).catch((error: Error) => {
        throw new Error(`${JSON.stringify(operand)}: ${error.message}`);
      });
    await refusal(collection.find({ a: { $regex: "(" } }).toArray(), 51091);
  });

  it("tells types, sizes, remainders and presence apart", async () => {
    const values = [1, 2.5, "t", true, null, [], [1, "t"], { b: 1 }, new Date(0), new ObjectId(), Long.fromNumber(-7)];
    const docs = [...values, new Binary(Buffer.from("x"))].map((a): Doc => ({ a }));
    const cases: [Doc, number[]][] = [
      [{ $type: "number" }, [0, 1, 6, 10]],
      [{ $type: "int" }, [0, 6]],
      [{ $type: 2 }, [2, 6]],
      [{ $type: "array" }, [5, 6]],
      [{ $type: ["bool", "object"] }, [3, 7]],
      [{ $type: "date" }, [8]],
      [{ $type: "objectId" }, [9]],
      [{ $type: "long" }, [10]],
      [{ $type: "binData" }, [11]],
      [{ $size: 0 }, [5]],
      [{ $size: 2 }, [6]],
      [{ $mod: [2, 1] }, [0, 6]],
      [{ $mod: [4, -3] }, [10]],
      [{ $exists: 0 }, []],
      [{ $in: [true, 2.5] }, [1, 3]],
      [{ $nin: [1, "t", null] }, [1, 3, 5, 7, 8, 9, 10, 11]],
      [{ $all: [1, "t"] }, [6]],
      [{ $all: [] }, []],
      [{ $not: { $gt: 0 } }, [2, 3, 4, 5, 7, 8, 9, 10, 11]],
      [{ $ne: 1 }, [1, 2, 3, 4, 5, 7, 8, 9, 10, 11]],
    ];
    for (const [operand, ids] of cases) {
      expect(await found(docs, { a: operand }), JSON.stringify(operand)).to.deep.equal(ids);
    }
    expect(await found([{}, { a: null }], { a: { $exists: true } })).to.deep.equal([1]);
  });

  it("includes or leaves out the limit that is named, and keeps NaN apart from other numbers", async () => {
    const docs: Doc[] = [1, 2, 3, NaN].map((a) => ({ a }));
    expect(await found(docs, { a: { $gt: 2 } })).to.deep.equal([2]);
    expect(await found(docs, { a: { $gte: 2 } })).to.deep.equal([1, 2]);
    expect(await found(docs, { a: { $lt: 2 } })).to.deep.equal([0]);
    expect(await found(docs, { a: { $lte: 2 } })).to.deep.equal([0, 1]);
    expect(await found(docs, { a: NaN })).to.deep.equal([3]);
    expect(await found(docs, { a: { $gte: NaN } })).to.deep.equal([3]);
  });
});
