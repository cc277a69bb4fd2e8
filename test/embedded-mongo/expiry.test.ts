import { expect } from "chai";
import { rm } from "node:fs/promises";
import { runCommand } from "../../src/embedded-mongo/commands/run-command.js";
import { expireAll } from "../../src/embedded-mongo/housekeeping.js";
import { until } from "../support/soon.js";
import { newFolder, refusal, startEngine, withServer, type Doc, type RunningEngine } from "./support.js";

const MINUTE = 60_000;

describe("Expiry in the embedded database", () => {
  let folder: string;
  let running: RunningEngine;
  const docs = () => running.db.collection<Doc>("docs");

  before(async () => {
    folder = await newFolder();
    running = await startEngine(folder);
  });
  beforeEach(() => running.db.dropDatabase());
  after(async () => {
    await running.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("deletes a document when its time has come, not before", async () => {
    const now = Date.now();
    await docs().createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    await docs().insertMany([{ at: new Date(now) }, { at: new Date(now + 1) }, { at: "never" }, { at: 5 }, {}]);
    await expireAll(running.engine, now + MINUTE - 1);
    expect(await docs().countDocuments()).to.equal(5);
    await expireAll(running.engine, now + MINUTE);
    expect(await docs().countDocuments()).to.equal(4);
    await expireAll(running.engine, now + MINUTE + 1);
    expect(await docs().distinct("at")).to.have.members([5, "never"]);
  });

  it("uses the earliest date of an array, and ignores documents outside a partial index", async () => {
    const now = Date.now();
    await docs().createIndex({ at: 1 }, { expireAfterSeconds: 0, partialFilterExpression: { kind: "short" } });
    const [early, late] = [new Date(now), new Date(now + MINUTE)];
    await docs().insertMany([
      { kind: "short", at: [late, early] },
      { kind: "short", at: late },
      { kind: "long", at: early },
    ]);
    await expireAll(running.engine, now);
    expect(await docs().distinct("kind")).to.have.members(["long", "short"]);
    expect(await docs().countDocuments()).to.equal(2);
  });

  it("continues when an index is dropped in the middle of it", async () => {
    await docs().createIndexes(["a", "b", "c"].map((name) => ({ key: { [name]: 1 }, expireAfterSeconds: 0 })));
    const now = new Date();
    await docs().insertMany([{ a: now }, { b: now }, { c: now }]);
    const expired = expireAll(running.engine, now.getTime());
    // In the commit of the first index's documents, before those of the second.
    const dropped = runCommand(running.engine, { dropIndexes: "docs", index: "b_1", $db: "test" });
    expect((await dropped).ok).to.equal(1);
    await expired;
    expect(
      await docs()
        .find({}, { projection: { _id: 0 } })
        .toArray(),
    ).to.deep.equal([{ b: now }]);
  });

  it("aborts a transaction after a minute, and releases those that wait for it", async () => {
    await docs().insertOne({ a: 1 });
    await running.client.withSession(async (session) => {
      session.startTransaction();
      await docs().updateOne({}, { $set: { a: 2 } }, { session });
      await expireAll(running.engine, Date.now() + MINUTE - 1000);
      await docs().updateOne({}, { $set: { b: 2 } }, { session });
      const waiting = docs().updateOne({}, { $inc: { a: 10 } });
      await expireAll(running.engine, Date.now() + MINUTE + 1);
      const error = await refusal(docs().updateOne({}, { $set: { c: 3 } }, { session }), 251);
      expect(error.hasErrorLabel("TransientTransactionError")).to.equal(true);
      await waiting;
    });
    expect(await docs().findOne({}, { projection: { _id: 0 } })).to.deep.equal({ a: 11 });
  });

  it("leaves a transaction alone that is being committed, so that others still conflict with it", async () => {
    await docs().insertOne({ a: 1 });
    const { store, transactions } = running.engine;
    const write = store.write.bind(store);
    await running.client.withSession((first) =>
      running.client.withSession(async (second) => {
        first.startTransaction();
        await docs().updateOne({}, { $set: { a: 2 } }, { session: first });
        store.write = (work) => {
          const written = write(work);
          transactions.abortExpired(Date.now() + 2 * MINUTE);
          store.write = write;
          return written;
        };
        const committed = first.commitTransaction();
        second.startTransaction();
        await docs().findOne({}, { session: second });
        await committed;
        await first.commitTransaction();
        const found = await docs().findOne({}, { session: second });
        if (found?.a === 1) await refusal(docs().updateOne({}, { $inc: { a: 10 } }, { session: second }), 112);
      }),
    );
    expect(await docs().findOne({}, { projection: { _id: 0 } })).to.deep.equal({ a: 2 });
  });

  it("closes a cursor that was unused for ten minutes", async () => {
    await docs().insertMany([{}, {}, {}, {}, {}, {}]);
    const [kept, closed] = [docs().find({}, { batchSize: 2 }), docs().find({}, { batchSize: 2 })];
    for (const cursor of [kept, closed, kept, closed]) await cursor.next();
    await expireAll(running.engine, Date.now() + 10 * MINUTE - 1000);
    expect(await kept.toArray()).to.have.lengthOf(4);
    await expireAll(running.engine, Date.now() + 10 * MINUTE + 1);
    await refusal(closed.toArray(), 43);
  });
});

describe("A running embedded database", () => {
  const running = withServer();

  it("deletes expired documents, again and again", async () => {
    const docs = running.db.collection<Doc>("docs");
    await docs.createIndex({ at: 1 }, { expireAfterSeconds: 0 });
    for (let round = 0; round < 2; round++) {
      await docs.insertMany([{ at: new Date() }, { at: new Date(Date.now() + 5 * MINUTE) }]);
      await until("the expired document to go", async () => (await docs.countDocuments()) === round + 1);
    }
  });
});
