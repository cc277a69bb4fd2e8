import { expect } from "chai";
import { rm } from "node:fs/promises";
import { emptyDropped } from "../../src/embedded-mongo/housekeeping.js";
import { prefixRange } from "../../src/embedded-mongo/storage/view.js";
import { newFolder, refusal, startEngine, type Doc, type RunningEngine } from "./support.js";

describe("Building an index of the embedded database", () => {
  let folder: string;
  let running: RunningEngine;
  const docs = () => running.db.collection<Doc>("docs");

  beforeEach(async () => {
    folder = await newFolder();
    running = await startEngine(folder);
    await docs().insertMany(Array.from({ length: 5000 }, (_, n) => ({ _id: n as never, n, tags: [n, n % 7] })));
  });
  afterEach(async () => {
    await running.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Does something in each pause of a build until it has ended. Returns how many pings were answered before. */
  async function during(build: Promise<unknown>, work: (pause: number) => Promise<unknown>): Promise<number> {
    let [pauses, isOver] = [0, false];
    const over = build.finally(() => (isOver = true));
    while (!isOver) {
      await work(pauses);
      await running.db.command({ ping: 1 });
      if (!isOver) pauses += 1;
    }
    await over;
    return pauses;
  }
  const spaces = () => running.engine.store.count(prefixRange(Buffer.from([0])));
  const scanned = (filter: Doc) => docs().find(filter).hint({ $natural: 1 }).sort({ _id: 1 }).toArray();
  const indexed = (filter: Doc, index: string) => docs().find(filter).hint(index).sort({ _id: 1 }).toArray();

  it("answers other commands in its pauses", async () => {
    const pings = await during(docs().createIndex({ n: 1 }), () => Promise.resolve());
    expect(pings).to.be.at.least(5);
  });

  it("holds what others write in the meantime, and is not used before it is complete", async () => {
    const more = Array.from({ length: 10_000 }, (_, n) => ({ _id: (30_000 + n) as never, n: 30_000 + n, tags: [n] }));
    await docs().insertMany(more);
    const build = docs().createIndexes([{ key: { n: 1 }, unique: true }, { key: { tags: 1, n: -1 } }]);
    const pauses = await during(build, async (pause) => {
      const [early, late] = [pause, 39_999 - pause];
      await Promise.all([
        docs().updateOne({ _id: early as never }, { $set: { n: 10_000 + early }, $push: { tags: 8 } } as Doc),
        docs().updateOne({ _id: late as never }, { $set: { n: 10_000 + late }, $pull: { tags: 9999 - pause } } as Doc),
        docs().deleteOne({ _id: (2000 + pause) as never }),
        docs().insertOne({ _id: (20_000 + pause) as never, n: -pause - 1, tags: [] }),
      ]);
      const { queryPlanner } = await running.db.command({
        explain: { find: "docs", filter: { n: 1 } },
        verbosity: "queryPlanner",
      });
      const known = (await docs().indexes()).length;
      const { stage } = (queryPlanner as { winningPlan: Doc }).winningPlan as { stage: string };
      expect([known, stage]).to.be.deep.oneOf([
        [1, "COLLSCAN"],
        [3, "FETCH"],
        [1, "FETCH"],
        [3, "COLLSCAN"],
      ]);
    });
    expect(pauses).to.be.at.least(2);
    expect(await indexed({}, "n_1")).to.deep.equal(await scanned({}));
    for (const tags of [0, 3, 8, 4990]) {
      expect(await indexed({ tags }, "tags_1_n_-1"), `tag ${tags}`).to.deep.equal(await scanned({ tags }));
    }
    expect(await docs().countDocuments({ n: { $gte: 0 } })).to.equal((await scanned({ n: { $gte: 0 } })).length);
    await refusal(docs().insertOne({ n: 10_000 }), 11000);
  });

  it("keeps a unique key with the document that has it, whichever came first", async () => {
    const build = docs().createIndex({ n: 1 }, { unique: true });
    await during(build, async (pause) => {
      if (pause > 0) return;
      // The last document is not indexed yet, so its key can be given to one that is before it is deleted.
      await docs().updateOne({ _id: 0 as never }, { $set: { n: 4999 } });
      await docs().deleteOne({ _id: 4999 as never });
    });
    expect((await indexed({ n: 4999 }, "n_1")).map(({ _id }) => Number(_id))).to.deep.equal([0]);
    await refusal(docs().insertOne({ n: 4999 }), 11000);
  });

  it("includes the changes of a transaction that was open", async () => {
    const session = running.client.startSession();
    session.startTransaction();
    await running.db.collection<Doc>("other").insertOne({}, { session });
    await session.abortTransaction();
    const build = docs().createIndex({ n: 1 }, { unique: true });
    await during(build, async (pause) => {
      if (pause !== 1) return;
      await session.withTransaction(async () => {
        await docs().updateOne({ _id: 4990 as never }, { $set: { n: -5 } }, { session });
        for (let ping = 0; ping < 12; ping += 1) await running.db.command({ ping: 1 });
      });
    });
    await session.endSession();
    expect((await indexed({ n: -5 }, "n_1")).map(({ _id }) => Number(_id))).to.deep.equal([4990]);
    expect(await indexed({ n: 4990 }, "n_1")).to.deep.equal([]);
    await docs().insertOne({ n: 4990 });
  });

  it("leaves nothing when it meets a duplicate, its collection is dropped, or the server stops", async () => {
    await docs().insertOne({ _id: 7000 as never, n: 5 });
    await emptyDropped(running.engine);
    const before = spaces();
    await refusal(docs().createIndex({ n: 1 }, { unique: true }), 11000);
    await emptyDropped(running.engine);
    expect([spaces(), (await docs().indexes()).length]).to.deep.equal([before, 1]);
    const stopped = docs()
      .createIndex({ n: 1 })
      .catch((error: Error) => error);
    await running.db.command({ ping: 1 });
    await running.close();
    expect(await stopped).to.be.instanceOf(Error);
    running = await startEngine(folder);
    expect(spaces()).to.be.greaterThan(before);
    await emptyDropped(running.engine);
    expect([spaces(), (await docs().indexes()).length]).to.deep.equal([before, 1]);
    const dropped = refusal(docs().createIndex({ n: 1 }), 276);
    await running.db.command({ ping: 1 });
    await docs().drop();
    await dropped;
    await docs().insertOne({ n: 1 });
    await docs().insertOne({ n: 1 });
  });

  it("is the same as one that was asked for meanwhile, and keeps its entries from housekeeping", async () => {
    const twice = Promise.all([
      docs().createIndex({ n: 1 }),
      docs().createIndex({ n: 1 }),
      docs().createIndex({ tags: 1 }),
    ]);
    await during(twice, () => emptyDropped(running.engine));
    expect((await docs().indexes()).map(({ name }) => name)).to.have.members(["_id_", "n_1", "tags_1"]);
    expect(await indexed({}, "n_1")).to.have.lengthOf(5000);
  });
});
