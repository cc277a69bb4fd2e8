import { expect } from "chai";
import { stat } from "node:fs/promises";
import path from "node:path";
import { Long, refusal, withServer, type Doc } from "./support.js";

describe("Cursors of the embedded database", () => {
  const running = withServer();
  const docs = () => running.db.collection<Doc>("docs");
  const numbered = (count: number): Doc[] => Array.from({ length: count }, (_, i) => ({ i }));

  interface Batch {
    id: InstanceType<typeof Long>;
    ns: string;
    firstBatch: Doc[];
    nextBatch: Doc[];
  }

  /** Runs a command as it stands, and returns the answer's cursor. */
  async function cursorOf(command: Doc): Promise<Batch> {
    return (await running.db.command(command, { promoteLongs: false })).cursor as Batch;
  }

  it("hand out batches of the size that is asked for, 101 first where none is", async () => {
    await docs().insertMany(numbered(103));
    const { id, ns, firstBatch } = await cursorOf({ find: "docs" });
    expect(firstBatch.map(({ i }) => Number(i))).to.deep.equal([...Array(101).keys()]);
    expect(ns).to.equal("test.docs");
    const next = await cursorOf({ getMore: id, collection: "docs", batchSize: 1 });
    expect([next.nextBatch.map(({ i }) => Number(i)), next.ns, next.id]).to.deep.equal([[101], "test.docs", id]);
    const last = await cursorOf({ getMore: id, collection: "docs" });
    expect([last.nextBatch.map(({ i }) => Number(i)), last.id]).to.deep.equal([[102], Long.ZERO]);
    await refusal(running.db.command({ getMore: id, collection: "docs" }), 43);
    expect((await cursorOf({ find: "docs", batchSize: 103 })).id).to.deep.equal(Long.ZERO);
  });

  it("are kept open by an empty first batch, and never by a single one", async () => {
    await docs().insertMany(numbered(3));
    const empty = await cursorOf({ find: "docs", batchSize: 0 });
    expect(empty.firstBatch).to.deep.equal([]);
    expect((await cursorOf({ getMore: empty.id, collection: "docs", batchSize: 0 })).nextBatch).to.have.lengthOf(3);
    const single = await cursorOf({ find: "docs", batchSize: 1, singleBatch: true });
    expect([single.firstBatch.length, single.id]).to.deep.equal([1, Long.ZERO]);
    const aggregated = await cursorOf({ aggregate: "docs", pipeline: [], cursor: { batchSize: 2 } });
    expect(aggregated.firstBatch).to.have.lengthOf(2);
    expect((await cursorOf({ getMore: aggregated.id, collection: "docs" })).nextBatch).to.have.lengthOf(1);
  });

  it("are closed on request, each once", async () => {
    await docs().insertMany(numbered(3));
    const { id } = await cursorOf({ find: "docs", batchSize: 1 });
    const kill = { killCursors: "docs", cursors: [id, Long.fromNumber(5)] };
    const ids = (list: unknown): number[] => (list as InstanceType<typeof Long>[]).map(Number);
    const first = await running.db.command(kill);
    expect(ids(first.cursorsKilled)).to.deep.equal([Number(id)]);
    expect(ids(first.cursorsNotFound)).to.deep.equal([5]);
    expect(ids((await running.db.command(kill)).cursorsNotFound)).to.deep.equal([Number(id), 5]);
    await refusal(running.db.command({ getMore: id, collection: "docs" }), 43);
    await refusal(running.db.command({ getMore: 5, collection: "docs" }), 14);
  });

  it("hand out at most 16 MB at once, but always a document", async () => {
    await docs().insertMany(Array.from({ length: 5 }, (_, i) => ({ i, filler: "x".repeat(4_000_000) })));
    const { id, firstBatch } = await cursorOf({ find: "docs" });
    expect(firstBatch).to.have.lengthOf(4);
    const { nextBatch } = await cursorOf({ getMore: id, collection: "docs" });
    expect(nextBatch.map(({ i }) => Number(i))).to.deep.equal([4]);
    const largest = 16 * 2 ** 20 - 42;
    await docs().insertOne({ i: 5, filler: "x".repeat(largest) });
    expect((await docs().find({ i: 5 }).toArray()).map(({ i }) => i as number)).to.deep.equal([5]);
  });

  it("release their snapshot when they end, so that its space is used again", async () => {
    const size = async (): Promise<number> => (await stat(path.join(running.folder, "database", "mongo.mdb"))).size;
    const large = Buffer.alloc(100_000, "x");
    await docs().insertMany([{ large }, {}, {}]);
    let atFirst = 0;
    for (let round = 0; round < 40; round += 1) {
      const cursor = docs().find({}, { batchSize: 1, projection: { _id: 1 } });
      await cursor.next();
      await docs().updateOne({ large: { $exists: true } }, { $set: { round, large } });
      await (round % 2 === 0 ? cursor.close() : cursor.toArray());
      if (round === 14) atFirst = await size();
    }
    expect((await size()) - atFirst).to.be.below(1_000_000);
  });

  it("stay many at once while documents come and go", async () => {
    await docs().createIndex({ i: 1 });
    await docs().insertMany(numbered(300));
    const cursors = Array.from({ length: 20 }, (_, n) =>
      docs()
        .find({ i: { $gte: n } }, { batchSize: 10 })
        .sort({ i: 1 }),
    );
    for (const [n, cursor] of cursors.entries()) expect((await cursor.next())?.i).to.equal(n);
    await docs().deleteMany({ i: { $gte: 280 } });
    await docs().insertMany(Array.from({ length: 300 }, (_, i) => ({ i: 1000 + i })));
    for (const [n, cursor] of cursors.entries()) {
      const rest = (await cursor.toArray()).map((doc) => doc.i as number);
      // Whether a cursor meets what came or went behind its beginning is open; the others it meets once, in order.
      expect(rest.filter((i) => i < 280)).to.deep.equal(Array.from({ length: 279 - n }, (_, i) => n + 1 + i));
    }
  });
});
