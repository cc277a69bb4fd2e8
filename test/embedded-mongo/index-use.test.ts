import { expect } from "chai";
import mongoose from "mongoose";
import { Binary, ObjectId, withServer, type Doc } from "./support.js";

const { Timestamp } = mongoose.mongo;

describe("Indexes that the embedded database reads", () => {
  const running = withServer();

  /** Index entries, documents and whole collections that were looked at while something was done. */
  const examinedBy = async (work: () => Promise<unknown>): Promise<number[]> => {
    const read = async (): Promise<number[]> => {
      const { metrics } = (await running.db.admin().serverStatus()) as { metrics: Metrics };
      const { scanned, scannedObjects, collectionScans } = metrics.queryExecutor;
      return [scanned, scannedObjects, collectionScans.total].map(Number);
    };
    const before = await read();
    await work();
    return (await read()).map((figure, place) => figure - (before[place] ?? 0));
  };

  it("answer a lookup, a range and a sorted page among many documents without reading them all", async () => {
    const collection = running.db.collection("docs");
    await collection.createIndex({ group: 1, at: -1 });
    await collection.insertMany(Array.from({ length: 2000 }, (_, i) => ({ group: i % 10, at: new Date(i) })));
    const page = async (): Promise<void> => {
      const found = await collection.find({ group: 3 }).sort({ at: -1 }).limit(2).toArray();
      expect(found.map((doc) => Number(doc.at))).to.deep.equal([1993, 1983]);
    };
    const range = async (): Promise<void> =>
      void expect(await collection.countDocuments({ group: 3, at: { $gte: new Date(1970) } })).to.equal(3);
    expect(await examinedBy(page)).to.deep.equal([2, 2, 0]);
    expect(await examinedBy(range)).to.deep.equal([3, 0, 0]);
    const scan = (): Promise<unknown> => collection.find({ at: new Date(5) }).toArray();
    expect(await examinedBy(scan), "what no index answers").to.deep.equal([0, 2000, 1]);
  });

  it("leave the one with fewer candidates to a query that two answer", async () => {
    const collection = running.db.collection<Doc>("docs");
    await collection.createIndexes([{ key: { common: 1 } }, { key: { rare: 1 } }, { key: { twice: 1, common: 1 } }]);
    await collection.insertMany(Array.from({ length: 150 }, (_, i) => ({ common: 1, rare: i % 50, twice: i % 2 })));
    const examined = async (filter: Doc, count: number): Promise<number[]> =>
      examinedBy(async () => void expect(await collection.find(filter).toArray()).to.have.lengthOf(count));
    expect(await examined({ common: 1, rare: 7 }, 3)).to.deep.equal([3, 3, 0]);
    expect(await examined({ common: 1, rare: { $gte: 0 } }, 150), "all alike").to.deep.equal([150, 150, 0]);
    expect(await examined({ common: 1, twice: 1 }, 75), "by both fields").to.deep.equal([75, 75, 0]);
  });

  it("count by prefix, by either of two demands and without matches, reading no document", async () => {
    const collection = running.db.collection("docs");
    await Promise.all([collection.createIndex({ words: 1 }), collection.createIndex({ price: 1 })]);
    await collection.insertMany([
      { words: ["ürgent", "urn"], price: 1 },
      { words: ["urban", "urn"], price: 2 },
      { words: ["tern"], price: 3 },
    ]);
    for (const [filter, count] of [
      [{ words: /^ur/ }, 2],
      [{ words: /^ürg/ }, 1],
      [{ $and: [{ words: /^ur/ }, { words: /^urb/ }] }, 1],
      [{ $or: [{ price: { $lt: 2 } }, { words: /^ur/ }] }, 2],
      [{ price: { $gt: 5 } }, 0],
    ] as const) {
      const counting = async (): Promise<void> =>
        void expect(await collection.countDocuments(filter as Doc)).to.equal(count);
      expect((await examinedBy(counting)).slice(1), JSON.stringify(filter)).to.deep.equal([0, 0]);
    }
    for (const [beyond, count] of [
      [{ $or: [{ price: 1 }, { words: /rn$/ }] }, 3],
      [{ price: { $gt: 1 }, words: /rn$/ }, 2],
      [{ price: { $gt: 1 }, "words.0": "tern" }, 1],
      [{ price: { $gt: 1 }, words: { $ne: "tern" } }, 1],
      [{ price: { $gt: 1 }, $nor: [{ words: "urn" }] }, 1],
      [{ price: { $gt: 1 }, $and: [{ words: { $in: [/^te/] } }] }, 1],
      [{ price: { $gt: 1 }, words: ["tern"] }, 1],
      [{ price: { $gt: 1, $mod: [2, 0] } }, 1],
      [{ price: { $gt: 1 }, words: null }, 0],
      [{ price: { $gt: 1 }, words: NaN }, 0],
      [{ price: { $gt: 1 }, words: { $gte: NaN } }, 0],
      [{ price: { $gt: 1 }, words: { $in: ["tern", NaN] } }, 1],
      [{ price: { $gt: 1 }, words: { $gt: "t", $exists: false } }, 0],
    ] as const)
      expect(await collection.countDocuments(beyond as Doc), `${JSON.stringify(beyond)} is read`).to.equal(count);
  });

  it("are asked where they leave documents out but none that a filter can match", async () => {
    const collection = running.db.collection<Doc>("docs");
    await collection.insertMany([...Array(20).keys()].map((b) => ({ b, a: b < 10 ? b : `text ${b}` })));
    const partial = (a: unknown): Doc => ({ partialFilterExpression: { a } });
    const cases: [Doc, Doc[]][] = [
      [{ sparse: true }, [{ a: 5 }, { c: 5 }, { a: { $exists: true } }, { a: /^text/ }, { $and: [{ c: 5 }] }]],
      [partial({ $exists: true }), [{ a: 5 }, { a: { $eq: 5 } }, { a: { $gt: 5 } }, { a: { $in: [5] } }]],
      [partial({ $gt: 3 }), [{ a: { $gt: 3 } }, { a: 5 }, { a: { $in: [5, 6] } }, { $and: [{ a: 7 }] }]],
      [partial({ $type: "string" }), [{ a: "text 15" }, { a: { $gt: "text 15" } }, { a: { $in: ["text 15"] } }]],
      [partial({ $type: "number" }), [{ a: 5 }, { a: { $in: [5, 6] } }]],
      [partial({ $in: [5, 6, 7] }), [{ a: 5 }, { a: { $in: [5, 7] } }]],
    ];
    for (const [options, filters] of cases) {
      await collection.createIndex({ a: 1, c: 1 }, { ...options, name: "tested" });
      for (const filter of filters) {
        const [, , scans] = await examinedBy(() => collection.find(filter).toArray());
        expect(scans, JSON.stringify([options, filter])).to.equal(0);
      }
      await collection.dropIndex("tested");
    }
  });

  it("serve lookups without a scan: several values, ranges, both ends and each branch of $or", async () => {
    const collection = running.db.collection<Doc>("docs");
    await collection.createIndex({ a: 1, b: -1 });
    await collection.createIndex({ c: 1 }, { sparse: true });
    await collection.createIndex({ t: 1 });
    const docs = Array.from({ length: 100 }, (_, i) => ({
      a: i % 10,
      b: i,
      t: `t${i % 10}`,
      ...(i < 5 ? { c: i } : {}),
    }));
    await collection.insertMany(docs);
    const cases: [Doc, number][] = [
      [{ a: { $eq: 1 } }, 10],
      [{ a: { $gt: 7 } }, 20],
      [{ a: { $lte: 1 } }, 20],
      [{ t: /^t1/ }, 10],
      [{ t: { $regex: /^t1/ } }, 10],
      [{ t: { $regex: "^t1" } }, 10],
      [{ t: { $all: ["t1"] } }, 10],
      [{ t: { $in: ["t1", "t3"] } }, 20],
      [{ t: { $lt: "t2" } }, 20],
      [{ a: { $in: [1, 2, 1] } }, 20],
      [{ a: 1, b: { $gt: 11, $lte: 31 } }, 2],
      [{ a: { $gte: 8 } }, 20],
      [{ a: { $lt: 1 } }, 10],
      [{ a: 1, b: { $in: [1, 11, 12] } }, 2],
      [{ c: { $gte: 3 } }, 2],
      [{ $or: [{ a: 1, b: 1 }, { c: 4 }, { c: 4 }] }, 2],
      [{ $and: [{ a: 3 }, { b: 13 }] }, 1],
    ];
    for (const [filter, count] of cases) {
      const finding = async (): Promise<void> =>
        void expect(await collection.find(filter).toArray()).to.have.lengthOf(count);
      const [, documents, scans] = await examinedBy(finding);
      expect([documents! <= count + 1, scans], JSON.stringify(filter)).to.deep.equal([true, 0]);
    }
    const values = [5, "text", new ObjectId(), new Date(5), true, new Binary(Buffer.from("x")), new Timestamp(1n)];
    await collection.createIndex({ v: 1 });
    await collection.insertMany(values.map((v) => ({ v })));
    for (const [i, v] of values.entries()) {
      const finding = async (): Promise<void> =>
        void expect(await collection.find({ v: { $gte: v } }).toArray()).to.have.lengthOf(1);
      expect(await examinedBy(finding), `value ${i}`).to.deep.equal([1, 1, 0]);
    }
    const page = async (): Promise<void> => {
      const pages = collection.find({ a: { $gte: 0 } }).sort({ a: -1, b: 1 });
      expect((await pages.limit(3).toArray()).map(({ b }) => b as number)).to.deep.equal([9, 19, 29]);
    };
    expect(await examinedBy(page), "backwards").to.deep.equal([3, 3, 0]);
  });
});

interface Metrics {
  queryExecutor: { scanned: number; scannedObjects: number; collectionScans: { total: number } };
}
