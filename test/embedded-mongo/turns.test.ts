import { rm } from "node:fs/promises";
import { expect } from "chai";
import { CommandError } from "../../src/embedded-mongo/errors.js";
import { Turn } from "../../src/embedded-mongo/storage/turn.js";
import { MAY_PAUSE } from "../../src/embedded-mongo/values/flow.js";
import { sortFlow } from "../../src/embedded-mongo/values/sort-flow.js";
import { type Long, newFolder, refusal, startEngine, type Doc, type RunningEngine } from "./support.js";

const MANY = 8000;
const SLOW = { $expr: { $eq: [{ $toUpper: "$words" }, "OTHER WORDS"] } };
/** Takes many seconds wherever it is not ended. */
const ENDLESS = { $expr: { $eq: [{ $sum: { $map: { input: { $range: [0, 2000] }, in: "$$this" } } }, -1] } };

describe("A long command of the embedded database", () => {
  let folder: string;
  let running: RunningEngine;
  const docs = () => running.db.collection<Doc>("docs");
  const numbered = () =>
    Array.from({ length: MANY }, (_, n) => ({ _id: n as never, n, k: n % 7, words: "some words" }));

  before(async () => {
    folder = await newFolder();
    running = await startEngine(folder);
    await docs().insertMany(numbered());
  });
  after(async () => {
    await running.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The order in which it and a short one that is sent after it are answered. */
  async function orderOf(long: () => Promise<unknown>): Promise<string[]> {
    const order: string[] = [];
    const first = long().then(() => order.push("long"));
    const second = docs()
      .findOne({ _id: 5 as never })
      .then(() => order.push("short"));
    await Promise.all([first, second]);
    return order;
  }

  const reads: Record<string, () => Promise<unknown>> = {
    "a scan that finds nothing": () => docs().find({ words: "other words" }).toArray(),
    "a search by an index": () =>
      docs()
        .find({ _id: { $gte: 0 as never }, words: "other words" })
        .toArray(),
    "a big batch": () => docs().find({}, { batchSize: MANY }).toArray(),
    "a count": () => running.db.command({ count: "docs", query: { n: { $mod: [3, 1] } } }),
    "a sort": () => docs().find().sort({ words: -1, n: -1 }).limit(3).toArray(),
    groups: () =>
      docs()
        .aggregate([{ $group: { _id: "$n" } }, { $sort: { _id: -1 } }, { $limit: 1 }])
        .toArray(),
    "distinct values": () => docs().distinct("k"),
    "a join": () => {
      const same = { from: "docs", localField: "_id", foreignField: "_id", as: "same" };
      return docs()
        .aggregate([{ $match: { _id: { $lt: 1000 } } }, { $lookup: same }, { $count: "n" }])
        .toArray();
    },
    facets: () =>
      docs()
        .aggregate([{ $facet: { k: [{ $sortByCount: "$k" }], some: [{ $sample: { size: 2 } }] } }])
        .toArray(),
    "an explained scan": () => docs().find({ words: "other words" }).explain("executionStats"),
  };
  const writes: Record<string, () => Promise<unknown>> = {
    "an update of many": () => docs().updateMany({}, { $inc: { n: 1 } }),
    "an update of one that is hard to find": () => docs().updateOne(SLOW, { $set: { found: true } }),
    "a deletion of many": () => docs().deleteMany({ k: { $lt: 6 } }),
    "an update of many in a transaction": () =>
      running.client.withSession((session) =>
        session.withTransaction(() => docs().updateMany({ k: 0 }, { $inc: { n: 1 } }, { session })),
      ),
    "an insertion of many": () => docs().insertMany(numbered().map(({ n }) => ({ n, words: "x".repeat(500) }))),
  };
  for (const [name, run] of Object.entries(reads)) {
    it(`lets a short one be answered first: ${name}`, async () => {
      expect(await orderOf(run)).to.deep.equal(["short", "long"]);
    });
  }

  it("lets others go first after 250 changes or when its time is up, then starts counting again", async () => {
    const turn = new Turn(60_000);
    const changes = Array.from({ length: 250 }, () => turn.countChange());
    expect(changes.indexOf(true)).to.equal(249);
    await turn.pass();
    expect([turn.countChange(), turn.isOver(), new Turn(0).isOver()]).to.deep.equal([false, false, true]);
    turn.check();
    const late = new Turn(60_000, 0);
    expect([late.isOver(), late.left <= 0]).to.deep.equal([true, true]);
    expect(() => late.check()).to.throw(CommandError, "time limit");
    late.begin(60_000);
    late.check();
    expect([late.isOver(), late.left > 0]).to.deep.equal([false, true]);
  });

  it("sorts many documents as few: in order, the first of equals first", async () => {
    const sorted = await docs()
      .find({}, { projection: { k: 1 } })
      .sort({ k: -1 })
      .toArray();
    const expected = Array.from({ length: MANY }, (_, n) => ({ _id: n, k: n % 7 })).sort((a, b) => b.k - a.k);
    expect(sorted).to.deep.equal(expected);
    const some = await docs()
      .find({}, { projection: { k: 1 } })
      .sort({ k: -1 })
      .skip(2000)
      .limit(1500)
      .toArray();
    expect(some).to.deep.equal(expected.slice(2000, 3500));
    const keyed = Array.from({ length: MANY }, (_, n) => ({ key: Buffer.from([n % 7]) }));
    expect(sortFlow(keyed)[Symbol.iterator]().next().value, "pauses before it is done").to.equal(MAY_PAUSE);
  });

  it("ends where its time is over, also in later batches and while it writes", async () => {
    await refusal(docs().updateMany({}, { $inc: { n: 0 } }, { maxTimeMS: 5 }), 50);
    await refusal(docs().find({ words: "other words" }).maxTimeMS(1).toArray(), 50);
    const cursor = docs()
      .find({ $or: [{ n: 0 }, { n: 1 }, { n: MANY }] })
      .batchSize(1)
      .maxTimeMS(5);
    await cursor.next();
    await refusal(cursor.next(), 50);
  });

  describe("with other writers", () => {
    beforeEach(async () => {
      await docs().drop();
      await docs().insertMany(numbered());
    });

    for (const [name, run] of Object.entries(writes)) {
      it(`lets a short one be answered first: ${name}`, async () => {
        expect(await orderOf(run)).to.deep.equal(["short", "long"]);
      });
    }

    it("reads the state of its beginning", async () => {
      await docs().createIndex({ k: 1, n: 1 });
      const all = [{ $group: { _id: null, n: { $sum: "$n" }, count: { $sum: 1 } } }];
      const sum = (...first: Doc[]) =>
        docs()
          .aggregate([...first, ...all])
          .toArray();
      const [before] = await sum();
      const sums = [sum(), sum({ $match: { k: { $gte: 0 } } })];
      const changes = [
        docs().deleteMany({ n: { $gte: MANY - 50 } }),
        docs().updateMany({ n: { $lt: 50 } }, { $inc: { n: 5 } }),
      ];
      for (const read of sums) expect(await read).to.deep.equal([before]);
      await Promise.all(changes);
      expect((await sum())[0]!.count).to.equal(MANY - 50);
    });

    it("changes each document once and leaves indexes true", async () => {
      await docs().createIndex({ k: 1 });
      let isDone = false;
      const update = docs()
        .updateMany({}, { $inc: { n: MANY } })
        .finally(() => (isDone = true));
      const others = Array.from({ length: 20 }, (_, i) => [
        docs().updateOne({ _id: (MANY - 1 - i) as never }, { $set: { k: 100 } }),
        docs().deleteOne({ _id: (MANY - 100 - i) as never }),
      ]).flat();
      const build = docs().createIndex({ n: 1 });
      let seenHalfDone = false;
      while (!isDone) {
        const ends = docs().find({ _id: { $in: [0, MANY - 200] as never[] } });
        const [first, last] = (await ends.sort({ _id: 1 }).toArray()).map(({ n }) => n as number);
        seenHalfDone ||= first === MANY && last === MANY - 200;
      }
      expect(seenHalfDone, "others have their turn between its changes").to.equal(true);
      const { matchedCount } = await update;
      await Promise.all([...others, build]);
      expect(matchedCount).to.be.within(MANY - 20, MANY);
      const scanned = await docs().find({}).hint({ $natural: 1 }).sort({ n: 1 }).toArray();
      expect(scanned.map(({ n, _id }) => (n as number) - Number(_id))).to.deep.equal(Array(MANY - 20).fill(MANY));
      expect(await docs().find({}).hint("n_1").sort({ n: 1 }).toArray()).to.deep.equal(scanned);
      expect(await docs().countDocuments({ k: 100 })).to.equal(20);
    });

    it("ends when its cursor is killed, its transaction is aborted, or the server stops", async () => {
      const rare = { n: { $in: [0, 1, MANY] } };
      const find = { find: "docs", filter: rare, batchSize: 1 };
      const { cursor } = (await running.db.command(find, { promoteLongs: false })) as {
        cursor: { id: InstanceType<typeof Long> };
      };
      const more = { getMore: cursor.id, collection: "docs" };
      const first = refusal(running.db.command(more), 237);
      await refusal(running.db.command(more), 12051);
      await running.db.command({ killCursors: "docs", cursors: [cursor.id] });
      await first;

      const session = running.client.startSession();
      session.startTransaction();
      await docs().findOne({}, { session });
      const scan = refusal(docs().find(ENDLESS, { session }).toArray(), 251);
      await running.db.command({ ping: 1 });
      await running.db.admin().command({ endSessions: [session.id] });
      await scan;
      await session.endSession();

      const errors = [docs().find(ENDLESS).toArray(), docs().updateMany(ENDLESS, { $set: { a: 1 } })].map((long) =>
        long.catch((error: Error) => error),
      );
      await running.db.command({ ping: 1 });
      await running.engine.close();
      for (const error of errors) expect(await error).to.be.instanceOf(Error);
    });
  });
});
