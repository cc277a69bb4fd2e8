import { Binary, Long } from "bson";
import { expect } from "chai";
import { rm } from "node:fs/promises";
import { mock } from "node:test";
import { runCommand } from "../../src/embedded-mongo/commands/run-command.js";
import { expireAll } from "../../src/embedded-mongo/housekeeping.js";
import { fromNumber } from "../../src/embedded-mongo/values/documents.js";
import { newFolder, startEngine, type Doc, type RunningEngine } from "./support.js";

describe("Sessions of the embedded database", () => {
  let folder: string;
  let running: RunningEngine;
  const docs = () => running.db.collection<Doc>("docs");
  const lsid = { id: new Binary(Buffer.alloc(16, 7), 4) };

  before(async () => {
    folder = await newFolder();
    running = await startEngine(folder);
  });
  beforeEach(async () => {
    await running.db.dropDatabase();
    await docs().insertOne({ _id: 1 as never, a: 0 });
  });
  afterEach(() => mock.restoreAll());
  after(async () => {
    await running.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Sets `a` in transaction `number` of the session, begun if it is the first command. */
  function set(a: number, number: number, startTransaction: boolean): Promise<Doc> {
    const updates = [{ q: {}, u: { $set: { a: fromNumber(a) } } }];
    const transaction = { lsid, txnNumber: Long.fromNumber(number), autocommit: false };
    const begin = startTransaction ? { startTransaction } : {};
    return runCommand(running.engine, { update: "docs", updates, $db: "test", ...transaction, ...begin });
  }

  it("abort an open transaction when the next one begins", async () => {
    expect(await set(1, 1, true)).to.include({ ok: 1 });
    expect(await set(2, 2, true)).to.include({ ok: 1 });
    expect(await set(3, 1, false), "the first one").to.include({ code: 251 });
    const commit = { commitTransaction: 1, lsid, txnNumber: Long.fromNumber(2), autocommit: false, $db: "admin" };
    expect(await runCommand(running.engine, commit)).to.include({ ok: 1 });
    expect(await runCommand(running.engine, commit), "once more").to.include({ ok: 1 });
    expect(await runCommand(running.engine, { abortTransaction: 1, ...commit }), "too late").to.include({ code: 256 });
    expect(await runCommand(running.engine, { ...commit, lsid: undefined }), "whose?").to.include({ code: 72 });
    expect((await docs().findOne())?.a).to.equal(2);
    await docs().updateOne({}, { $set: { a: 9 } });
  });

  it("keep a transaction that begins while the one before is being committed", async () => {
    const session = { lsid, autocommit: false };
    const commit = (number: number): Promise<Doc> =>
      runCommand(running.engine, {
        commitTransaction: 1,
        ...session,
        txnNumber: Long.fromNumber(number),
        $db: "admin",
      });
    await set(1, 3, true);
    const next = { find: "docs", ...session, txnNumber: Long.fromNumber(4), startTransaction: true, $db: "test" };
    const both = await Promise.all([commit(3), runCommand(running.engine, next)]);
    expect(both.map(({ ok }) => ok as number)).to.deep.equal([1, 1]);
    expect(await commit(4)).to.include({ ok: 1 });
    expect((await docs().findOne())?.a).to.equal(1);
  });

  it("abort an open transaction when they end, and release those that wait for it", async () => {
    await set(1, 5, true);
    const waiting = docs().updateOne({}, { $inc: { a: 10 } });
    await running.db.command({ ping: 1 });
    expect(await runCommand(running.engine, { endSessions: [lsid], $db: "admin" })).to.include({ ok: 1 });
    await waiting;
    expect((await docs().findOne())?.a).to.equal(10);
  });

  it("keep a cursor open for ten minutes from its last use", async () => {
    await docs().insertMany([{}, {}, {}]);
    const cursor = docs().find({}, { batchSize: 1 });
    await cursor.next();
    const now = Date.now();
    const clock = mock.method(Date, "now", () => now + 8 * 60_000);
    await cursor.next();
    clock.mock.restore();
    await expireAll(running.engine, now + 12 * 60_000);
    expect(await cursor.toArray()).to.have.lengthOf(2);
  });
});
