import { expect } from "chai";
import { refusal, withServer, type Doc } from "./support.js";

describe("Explaining with the embedded database", () => {
  const running = withServer();
  const docs = () => running.db.collection<Doc>("docs");
  const explain = (command: Doc, verbosity = "executionStats"): Promise<Doc> =>
    running.db.command({ explain: command, verbosity });

  beforeEach(async () => {
    await docs().createIndexes([{ key: { a: 1, b: -1 } }, { key: { c: 1 }, unique: true, sparse: true }]);
    await docs().insertMany(Array.from({ length: 30 }, (_, i) => ({ _id: i as never, a: i % 3, b: i, d: i % 5 })));
  });

  /** The names of a plan's stages, the last first. */
  const stagesOf = (plan: Doc): string[] => {
    const inner = [
      ...((plan.inputStages as Doc[] | undefined) ?? []),
      ...(plan.inputStage ? [plan.inputStage as Doc] : []),
    ];
    return [String(plan.stage), ...inner.flatMap(stagesOf)];
  };
  const planOf = (reply: Doc): Doc => (reply.queryPlanner as Doc).winningPlan as Doc;
  const totalsOf = (reply: Doc): number[] => {
    const { nReturned, totalKeysExamined, totalDocsExamined } = reply.executionStats as Doc;
    return [nReturned, totalKeysExamined, totalDocsExamined].map(Number);
  };

  it("names the stages of a query, its index, and what it examined", async () => {
    const expected: [Doc, string[], number[]][] = [
      [{ find: "docs" }, ["COLLSCAN"], [30, 0, 30]],
      [{ find: "docs", filter: { d: 1 } }, ["COLLSCAN"], [6, 0, 30]],
      [{ find: "docs", filter: { a: 1 } }, ["FETCH", "IXSCAN"], [10, 10, 10]],
      [{ find: "docs", filter: { a: 1, d: 1 } }, ["FETCH", "IXSCAN"], [2, 10, 10]],
      [{ find: "docs", filter: { a: 1 }, sort: { b: -1 }, limit: 2 }, ["LIMIT", "FETCH", "IXSCAN"], [2, 2, 2]],
      [{ find: "docs", filter: { a: 1 }, sort: { a: 1, b: -1 }, limit: 2 }, ["LIMIT", "FETCH", "IXSCAN"], [2, 2, 2]],
      [{ find: "docs", filter: { a: 1 }, sort: { b: -1, d: 1 } }, ["SORT", "FETCH", "IXSCAN"], [10, 10, 10]],
      [{ find: "docs", sort: { a: 1, b: -1, d: 1 } }, ["SORT", "COLLSCAN"], [30, 0, 30]],
      [{ find: "docs", sort: { a: 1, b: 1 } }, ["SORT", "COLLSCAN"], [30, 0, 30]],
      [{ find: "docs", sort: { b: -1 } }, ["SORT", "COLLSCAN"], [30, 0, 30]],
      [{ find: "docs", filter: { a: 1 }, sort: { d: 1 }, skip: 4 }, ["SKIP", "SORT", "FETCH", "IXSCAN"], [6, 10, 10]],
      [{ find: "docs", filter: { $or: [{ a: 1 }, { c: 5 }] } }, ["FETCH", "OR", "IXSCAN", "IXSCAN"], [10, 10, 10]],
      [{ find: "docs", sort: { $natural: -1 }, limit: 1 }, ["LIMIT", "COLLSCAN"], [1, 0, 1]],
      [{ find: "nothing" }, ["EOF"], [0, 0, 0]],
      [{ distinct: "docs", key: "b", query: { a: 2 } }, ["FETCH", "IXSCAN"], [10, 10, 10]],
      [{ count: "docs", query: { a: 2 } }, ["COUNT", "FETCH", "IXSCAN"], [0, 10, 10]],
    ];
    for (const [command, stages, totals] of expected) {
      const reply = await explain(command);
      expect(stagesOf(planOf(reply)), JSON.stringify(command)).to.deep.equal(stages);
      expect(totalsOf(reply), JSON.stringify(command)).to.deep.equal(totals);
      expect(reply.ok).to.equal(1);
    }
    expect(planOf(await explain({ find: "docs", filter: { a: 1 }, sort: { b: 1 } })).inputStage).to.deep.equal({
      stage: "IXSCAN",
      keyPattern: { a: 1, b: -1 },
      indexName: "a_1_b_-1",
      isMultiKey: false,
      isUnique: false,
      isSparse: false,
      isPartial: false,
      direction: "backward",
    });
    expect(stagesOf(planOf(await explain({ count: "docs" })))).to.deep.equal(["RECORD_STORE_FAST_COUNT"]);
    await docs().createIndex({ e: 1 }, { partialFilterExpression: { e: { $gt: 0 } } });
    await docs().insertOne({ e: [1, 2] });
    const kindOf = async (filter: Doc): Promise<unknown[]> => {
      const scan = planOf(await explain({ find: "docs", filter })).inputStage as Doc;
      return ["isMultiKey", "isUnique", "isSparse", "isPartial", "direction"].map((kind) => scan[kind] as unknown);
    };
    expect(await kindOf({ c: 5 })).to.deep.equal([false, true, true, false, "forward"]);
    expect(await kindOf({ e: 1 })).to.deep.equal([true, false, false, true, "forward"]);
  });

  it("takes any number above zero for ascending, and any below for descending", async () => {
    await docs().createIndex({ d: 0.5 as never, e: -0.5 as never });
    const direction = async (sort: Doc): Promise<unknown> =>
      ((planOf(await explain({ find: "docs", sort, hint: "d_0.5_e_-0.5" })).inputStage ?? {}) as Doc).direction;
    expect(await direction({ d: 1, e: -1 })).to.equal("forward");
    expect(await direction({ d: -1, e: 1 })).to.equal("backward");
  });

  it("says how a query sorts, skips and limits, and how it went", async () => {
    const filter = { a: 1 };
    const command = { find: "docs", filter, sort: { d: 1, b: -1 }, skip: 4, limit: 3 };
    const reply = await explain(command);
    expect(reply).to.deep.include({ explainVersion: "1", command });
    const fetched = planOf(await explain({ find: "docs", filter }));
    const sorted = {
      stage: "SORT",
      sortPattern: { d: 1, b: -1 },
      inputStage: fetched,
    };
    const skipped = { stage: "SKIP", skipAmount: 4, inputStage: sorted };
    const plan = { stage: "LIMIT", limitAmount: 3, inputStage: skipped };
    expect(reply.queryPlanner).to.deep.equal({
      namespace: "test.docs",
      indexFilterSet: false,
      winningPlan: plan,
      rejectedPlans: [],
    });
    const { executionTimeMillis, ...stats } = reply.executionStats as Doc;
    expect(executionTimeMillis).to.be.at.least(0);
    expect(stats).to.deep.equal({
      executionSuccess: true,
      nReturned: 3,
      totalKeysExamined: 10,
      totalDocsExamined: 10,
      executionStages: { ...plan, nReturned: 3 },
    });
  });

  it("tells which index a query takes: the one that narrows it most", async () => {
    await docs().createIndexes([{ key: { d: 1 } }, { key: { b: 1, d: 1 } }]);
    const expected: [Doc, Doc, string][] = [
      [{ a: 1, b: 1, c: 1 }, {}, "c_1"],
      [{ a: 1, b: { $gt: 3 }, d: 1 }, {}, "a_1_b_-1"],
      [{ d: 1, b: { $gt: 2 } }, {}, "d_1"],
      [{ d: { $gt: 3 } }, { b: 1 }, "d_1"],
      [{ d: 1 }, { b: 1 }, "d_1"],
      [{ a: 1, d: 1 }, {}, "d_1"],
      [{ b: 4 }, { d: 1 }, "b_1_d_1"],
      [{}, { b: -1, d: -1 }, "b_1_d_1"],
    ];
    for (const [filter, sort, index] of expected) {
      const found = JSON.stringify(planOf(await explain({ find: "docs", filter, sort }, "queryPlanner")));
      expect(found, JSON.stringify([filter, sort])).to.include(`"indexName":"${index}"`);
    }
  });

  it("explains an update or a delete without doing it", async () => {
    const u = { $set: { a: 9 } };
    const expected: [Doc, string[], number[]][] = [
      [{ update: "docs", updates: [{ q: { a: 1 }, u, multi: true }] }, ["UPDATE", "FETCH", "IXSCAN"], [0, 10, 10]],
      [{ update: "docs", updates: [{ q: { a: 1 }, u }] }, ["UPDATE", "LIMIT", "FETCH", "IXSCAN"], [0, 1, 1]],
      [{ delete: "docs", deletes: [{ q: { d: 1 }, limit: 0 }] }, ["DELETE", "COLLSCAN"], [0, 0, 30]],
      [{ findAndModify: "docs", query: { _id: 3 }, remove: true }, ["DELETE", "LIMIT", "FETCH", "IXSCAN"], [0, 1, 1]],
      [{ findAndModify: "docs", query: { _id: 3 }, update: u }, ["UPDATE", "LIMIT", "FETCH", "IXSCAN"], [0, 1, 1]],
    ];
    for (const [command, stages, totals] of expected) {
      const reply = await explain(command);
      expect(stagesOf(planOf(reply)), JSON.stringify(command)).to.deep.equal(stages);
      expect(totalsOf(reply), JSON.stringify(command)).to.deep.equal(totals);
    }
    expect(await docs().countDocuments({ a: { $ne: 9 } })).to.equal(30);
  });

  it("explains a pipeline: the query that it begins with, and what its stages read elsewhere", async () => {
    const whole = await docs()
      .aggregate([{ $match: { a: 1 } }, { $sort: { b: 1 } }])
      .explain("executionStats");
    expect(stagesOf(planOf(whole))).to.deep.equal(["FETCH", "IXSCAN"]);
    const lookups = ["_id", "d"].map((foreignField) => ({
      $lookup: { from: "docs", as: foreignField, localField: "b", foreignField },
    }));
    const pipeline = [{ $match: { a: 1 } }, { $limit: 2 }, ...lookups];
    const { stages } = (await docs().aggregate(pipeline).explain("executionStats")) as unknown as { stages: Doc[] };
    expect(totalsOf(stages[0]!.$cursor as Doc)[1]).to.equal(10);
    const access = stages
      .slice(1)
      .map((stage) => [stage.nReturned, stage.collectionScans, stage.indexesUsed] as unknown);
    expect(access).to.deep.equal([
      [2, undefined, undefined],
      [2, 0, ["_id_"]],
      [2, 2, []],
    ]);
    const asked = await running.db.command({ aggregate: "docs", pipeline, explain: true });
    expect(JSON.stringify(asked)).to.include('"queryPlanner"').and.not.to.include("executionStats");
    const planned = await docs().aggregate(pipeline).explain("queryPlanner");
    expect(JSON.stringify(planned)).not.to.include("executionStats");
  });

  it("explains a count that indexes answer", async () => {
    const count = (filter: Doc) => explain({ aggregate: "docs", pipeline: [{ $match: filter }, counting], cursor: {} });
    const counting = { $group: { _id: 1, n: { $sum: 1 } } };
    const [cursor] = (await count({ a: 1 })).stages as { $cursor: Doc }[];
    expect(stagesOf(planOf(cursor!.$cursor))).to.deep.equal(["COUNT_SCAN"]);
    expect(totalsOf(cursor!.$cursor)).to.deep.equal([10, 10, 0]);
    const [both] = (await count({ a: 1, c: { $gte: 0 } })).stages as { $cursor: Doc }[];
    expect(stagesOf(planOf(both!.$cursor))).to.deep.equal(["AND_SORTED", "IXSCAN", "IXSCAN"]);
    const [scanned] = (await count({ d: 1 })).stages as { $cursor: Doc }[];
    expect(stagesOf(planOf(scanned!.$cursor))).to.deep.equal(["COLLSCAN"]);
  });

  it("counts the uses of each index", async () => {
    const uses = async (): Promise<[unknown, number][]> =>
      (
        await docs()
          .aggregate([{ $indexStats: {} }])
          .toArray()
      ).map(({ name, accesses }) => [name, Number((accesses as Doc).ops)]);
    const before = await uses();
    expect(before.map(([name]) => name)).to.deep.equal(["_id_", "a_1_b_-1", "c_1"]);
    await docs().find({ a: 1 }).toArray();
    await docs().countDocuments({ a: 1 });
    await docs().updateOne({ _id: 1 as never }, { $set: { d: 9 } });
    await explain({ find: "docs", filter: { a: 1 } });
    expect((await uses()).map(([, count], i) => count - before[i]![1])).to.deep.equal([1, 2, 0]);
  });

  it("tells about a collection, at the beginning of a pipeline only", async () => {
    const tell = (...pipeline: Doc[]): Promise<Doc[]> => docs().aggregate(pipeline).toArray();
    const stats = { $collStats: { storageStats: {}, count: {}, latencyStats: {} } };
    const [found] = await tell(stats, { $unset: "localTime" });
    const none = { latency: 0, ops: 0 };
    expect(found).to.deep.include({ ns: "test.docs", host: "embedded", count: 30 });
    expect(found!.latencyStats).to.deep.equal({ reads: none, writes: none, commands: none });
    expect(found!.storageStats).to.deep.include({ count: 30, nindexes: 3, freeStorageSize: 0, indexBuilds: [] });
    expect((found!.storageStats as Doc).indexSizes).to.deep.equal({ _id_: 0, "a_1_b_-1": 0, c_1: 0 });
    const [counted] = await tell({ $collStats: { count: {} } });
    expect(counted).to.have.keys(["ns", "host", "localTime", "count"]);
    const spec = { v: 2, key: { c: 1 }, name: "c_1", unique: true, sparse: true };
    const [, , third] = await tell({ $indexStats: {} });
    expect(third).to.deep.include({ name: "c_1", key: { c: 1 }, host: "embedded", spec });
    await refusal(tell({ $match: {} }, stats), 40602);
    await refusal(tell({ $collStats: 5 }), 5447000);
    for (const operand of [5, { a: 1 }]) await refusal(tell({ $indexStats: operand }), 28803);
  });
});
