import { expect } from "chai";
import { rm } from "node:fs/promises";
import { insertDocument } from "../../src/embedded-mongo/commands/write-statements.js";
import { CommandError } from "../../src/embedded-mongo/errors.js";
import { emptyDropped } from "../../src/embedded-mongo/housekeeping.js";
import { prefixRange } from "../../src/embedded-mongo/storage/view.js";
import { Turn } from "../../src/embedded-mongo/storage/turn.js";
import type { Work } from "../../src/embedded-mongo/storage/work.js";
import { newFolder, refusal, startEngine, type Doc, type RunningEngine } from "./support.js";

/** The code of errors that no command foresees. */
const INTERNAL = 1;

describe("Commits of the embedded database", () => {
  let folder: string;
  let running: RunningEngine;
  const docs = () => running.db.collection<Doc>("docs");

  beforeEach(async () => {
    folder = await newFolder();
    running = await startEngine(folder);
  });
  afterEach(async () => {
    await running.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function restart(): Promise<void> {
    await running.close();
    running = await startEngine(folder);
  }

  /** An update that fails by surprise at a document whose `pairs` hold null, after it has changed those before. */
  const surprising = [{ $set: { object: { $arrayToObject: "$pairs" } } }];

  it("keep nothing of a statement that fails unexpectedly halfway", async () => {
    await docs().createIndex({ object: 1 });
    await docs().insertMany([{ pairs: [["k", 1]] }, { pairs: [["k", 2]] }, { pairs: [null] }]);
    await refusal(docs().updateMany({}, surprising), INTERNAL);
    expect(await docs().countDocuments({ object: { $exists: true } })).to.equal(0);
    await restart();
    expect(await docs().find({ object: null }).toArray()).to.have.lengthOf(3);
  });

  it("keep nothing of a bulkWrite in which one operation fails unexpectedly", async () => {
    await docs().insertOne({ _id: 1 as never, pairs: [null] });
    const ops = [
      { insert: 0, document: { _id: 2 } },
      { update: 0, filter: {}, updateMods: surprising, multi: true },
    ];
    await refusal(running.client.db("admin").command({ bulkWrite: 1, nsInfo: [{ ns: "test.docs" }], ops }), INTERNAL);
    expect(await docs().distinct("_id")).to.deep.equal([1]);
  });

  it("are undone whole only where work in them fails unexpectedly after a change", async () => {
    const { store } = running.engine;
    // oxlint-disable-next-line require-yield -- there is nothing to wait for
    function* writing(name: string, error?: Error): Work<void> {
      if (name.startsWith("-")) store.remove(Buffer.from(name.slice(1)));
      else if (name) store.put(Buffer.from(name), Buffer.from(name));
      if (error) throw error;
    }
    const unexpected = new Error("unexpected");
    const refused = new CommandError("BadValue", "refused");
    const cases: [string, [string, Error?][], string[], string[]][] = [
      ["a failure before any change", [["", unexpected], ["one"]], ["one"], ["rejected", "fulfilled"]],
      ["a refusal after one", [["two", refused], ["three"]], ["two", "three"], ["rejected", "fulfilled"]],
      ["a failure after one", [["four", unexpected], ["five"]], [], ["rejected", "rejected"]],
      ["a failure after a removal", [["-one", unexpected], ["six"]], ["one"], ["rejected", "rejected"]],
    ];
    for (const [about, works, kept, statuses] of cases) {
      const settled = await Promise.allSettled(works.map((work) => store.write(writing(...work))));
      expect(
        settled.map(({ status }) => status),
        about,
      ).to.deep.equal(statuses);
      const names = works.map(([name]) => name.replace("-", ""));
      const found = names.filter((name) => name && store.get(Buffer.from(name)));
      expect(found, about).to.deep.equal(kept);
    }
  });

  it("remove a collection that a failed statement had created", async () => {
    const ghost = running.db.collection<Doc>("ghost");
    await docs().insertOne({});
    await refusal(ghost.updateOne({}, [{ $set: { a: { $cond: 5 } } }], { upsert: true }), INTERNAL);
    expect((await running.db.listCollections().toArray()).map(({ name }) => name)).to.deep.equal(["docs"]);
    await ghost.insertOne({ a: 1 });
    await restart();
    expect(await running.db.collection("ghost").countDocuments({ a: 1 })).to.equal(1);
  });

  it("give a new collection none of a dropped one's documents, swept or not", async () => {
    await docs().createIndex({ a: 1 }, { unique: true });
    await docs().insertMany([1, 2, 3].map((a) => ({ _id: a as never, a })));
    await docs().drop();
    await restart();
    await docs().createIndex({ a: 1 }, { unique: true });
    expect(await docs().find().toArray()).to.deep.equal([]);
    await docs().insertMany([1, 2].map((a) => ({ _id: a as never, a })));
    await emptyDropped(running.engine);
    expect(await docs().find().sort({ a: 1 }).toArray()).to.deep.equal([
      { _id: 1, a: 1 },
      { _id: 2, a: 2 },
    ]);
    expect(await docs().find().hint({ $natural: 1 }).toArray()).to.have.lengthOf(2);
  });

  it("free the space of dropped collections and indexes, however much it holds", async () => {
    const held = () => running.engine.store.count(prefixRange(Buffer.from([0])));
    await docs().insertOne({});
    await docs().createIndex({ tags: 1 });
    const before = held();
    const others = running.db.collection<Doc>("others");
    await others.createIndex({ tags: 1 });
    await others.insertMany(Array.from({ length: 2001 }, (_, i) => ({ tags: [i, i + 1] })));
    await others.drop();
    await docs().dropIndex("tags_1");
    await docs().createIndex({ tags: 1 });
    expect(held()).to.be.greaterThan(before + 8000);
    await emptyDropped(running.engine);
    expect(held()).to.equal(before);
    expect(await docs().countDocuments()).to.equal(1);
  });

  it("number new documents on from the last one after a restart", async () => {
    await docs().insertMany([{ a: 1 }, { a: 2 }]);
    await restart();
    await docs().insertOne({ a: 3 });
    expect((await docs().find().toArray()).map(({ a }) => a as number)).to.deep.equal([1, 2, 3]);
  });

  it("keep indexes with all of their options over a restart", async () => {
    const options = { unique: true, name: "own", partialFilterExpression: { b: { $gt: 0 } }, expireAfterSeconds: 5 };
    await docs().createIndex({ a: -1 }, options);
    await docs().createIndex({ c: 1 }, { sparse: true });
    const before = await docs().indexes();
    await restart();
    expect(await docs().indexes()).to.deep.equal(before);
    expect(before).to.deep.equal([
      { v: 2, key: { _id: 1 }, name: "_id_" },
      { v: 2, key: { a: -1 }, ...options },
      { v: 2, key: { c: 1 }, name: "c_1", sparse: true },
    ]);
    await docs().insertMany([{ a: 1, b: 1 }, { a: 1, b: 0 }, { a: 1 }]);
    await refusal(docs().insertOne({ a: 1, b: 2 }), 11000);
    await refusal(docs().insertOne({ _id: (await docs().findOne())!._id }), 11000);
  });

  it("reject waiting and later writes when the server shuts down", async () => {
    await docs().insertOne({});
    const { engine } = running;
    const request = { database: "test", body: { insert: "docs", documents: [{}] } };
    const insert = (): Promise<unknown> =>
      engine
        .write(request, [], () =>
          insertDocument({ engine, request, writer: engine.store, name: "docs", turn: new Turn(1000) }, {}),
        )
        .catch((error: CommandError) => error.code);
    const waiting = insert();
    await running.close();
    expect([await waiting, await insert()]).to.deep.equal([11600, 11600]);
    running = await startEngine(folder);
    expect(await docs().countDocuments()).to.equal(1);
  });
});
