import { expect } from "chai";
import { stat } from "node:fs/promises";
import path from "node:path";
import { Long, refusal, withServer, type Doc } from "./support.js";

describe("Transactions in the embedded database", () => {
  const running = withServer();
  const numbered = () => running.db.collection<Doc>("docs");

  it("commit all of their changes at once, unseen before", async () => {
    await numbered().insertMany([{ a: 1 }, { a: 2 }]);
    await running.client.withSession(async (session) => {
      session.startTransaction();
      await numbered().updateMany({}, { $inc: { a: 10 } }, { session });
      await numbered().insertOne({ a: 13 }, { session });
      await numbered().deleteOne({ a: 11 }, { session });
      expect(await numbered().distinct("a")).to.deep.equal([1, 2]);
      expect(await numbered().distinct("a", {}, { session })).to.deep.equal([12, 13]);
      expect(await numbered().countDocuments({ a: { $gt: 12 } }, { session })).to.equal(1);
      await session.commitTransaction();
    });
    expect(await numbered().distinct("a")).to.deep.equal([12, 13]);
  });

  it("take a second commit for the first, and no number without a transaction", async () => {
    await running.client.withSession(async (session) => {
      session.startTransaction();
      await numbered().insertOne({ a: 1 }, { session });
      await session.commitTransaction();
      await session.commitTransaction();
    });
    expect(await numbered().countDocuments()).to.equal(1);
    await refusal(running.db.command({ find: "docs", txnNumber: Long.fromNumber(1) }), 20);
  });

  it("sort what they have inserted by an index, either way", async () => {
    await numbered().insertMany([2, 5].map((_id) => ({ _id: _id as never })));
    await running.client.withSession(async (session) => {
      session.startTransaction();
      for (const _id of [4, 1, 3]) await numbered().insertOne({ _id: _id as never }, { session });
      expect(await numbered().countDocuments({ _id: { $gt: 1 as never } }, { session })).to.equal(4);
      for (const direction of [1, -1] as const) {
        const found = await numbered()
          .find({ _id: { $gt: 0 as never } }, { session })
          .sort({ _id: direction })
          .toArray();
        expect(found.map(({ _id }) => Number(_id))).to.deep.equal(direction === 1 ? [1, 2, 3, 4, 5] : [5, 4, 3, 2, 1]);
      }
      await session.abortTransaction();
    });
  });

  it("go on with a sorted search where they have deleted what it has not reached", async () => {
    const count = 1100;
    await numbered().insertMany(Array.from({ length: count }, (_, a) => ({ a })));
    await running.client.withSession(async (session) => {
      session.startTransaction();
      const cursor = numbered().find({}, { session, batchSize: 600 }).sort({ a: 1 });
      expect([(await cursor.next())?.a, (await cursor.next())?.a]).to.deep.equal([0, 1]);
      await numbered().deleteOne({ a: count - 1 }, { session });
      const rest = (await cursor.toArray()).map(({ a }) => a as number);
      expect(rest).to.deep.equal(Array.from({ length: count - 3 }, (_, i) => i + 2));
      await session.abortTransaction();
    });
  });

  it("do not read a collection whose indexes are newer than their snapshot", async () => {
    await numbered().insertOne({ a: 1 });
    await running.client.withSession(async (session) => {
      session.startTransaction();
      await running.db.collection("others").findOne({}, { session });
      await numbered().createIndex({ a: 1 });
      const error = await refusal(numbered().findOne({}, { session }), 246);
      expect(error.hasErrorLabel("TransientTransactionError")).to.equal(true);
    });
    await running.client.withSession(async (session) => {
      session.startTransaction();
      expect(await numbered().findOne({ a: 1 }, { session })).to.include({ a: 1 });
      await session.abortTransaction();
    });
  });

  it("vanish as a whole when they abort", async () => {
    await numbered().insertOne({ a: 1 });
    await running.client.withSession(async (session) => {
      session.startTransaction();
      await numbered().updateOne({ a: 1 }, { $set: { a: 2 } }, { session });
      await running.db.collection("others").insertOne({ b: 1 }, { session });
      await session.abortTransaction();
    });
    expect(await numbered().distinct("a")).to.deep.equal([1]);
    expect(await running.db.collection("others").countDocuments()).to.equal(0);
  });

  it("see the state at their beginning, whatever others change", async () => {
    await numbered().createIndex({ a: 1 });
    await numbered().insertOne({ a: 1 });
    await running.client.withSession(async (session) => {
      session.startTransaction();
      expect(await numbered().countDocuments({}, { session })).to.equal(1);
      await numbered().insertOne({ a: 2 });
      await numbered().updateOne({ a: 1 }, { $set: { a: 3 } });
      expect(await numbered().distinct("a", {}, { session })).to.deep.equal([1]);
      expect(await numbered().find({ a: 1 }, { session }).toArray()).to.have.lengthOf(1);
      await session.abortTransaction();
    });
  });

  it("lose to an earlier change of the same document, and can be retried", async () => {
    await numbered().insertOne({ a: 1 });
    await running.client.withSession(async (first) => {
      first.startTransaction();
      await numbered().findOne({}, { session: first });
      await numbered().updateOne({}, { $inc: { a: 1 } });
      const error = await refusal(numbered().updateOne({}, { $inc: { a: 1 } }, { session: first }), 112);
      expect(error.hasErrorLabel("TransientTransactionError")).to.equal(true);
    });
    await running.client.withSession(async (first) =>
      running.client.withSession(async (second) => {
        first.startTransaction();
        second.startTransaction();
        await numbered().updateOne({}, { $inc: { a: 1 } }, { session: first });
        await refusal(numbered().updateOne({}, { $inc: { a: 1 } }, { session: second }), 112);
        await first.commitTransaction();
      }),
    );
    expect(await numbered().distinct("a")).to.deep.equal([3]);
  });

  it("add up when several run at once and try again", async () => {
    await numbered().insertOne({ a: 0 });
    const addOne = () =>
      running.client.withSession((session) =>
        session.withTransaction(async () => {
          const doc = await numbered().findOne({}, { session });
          await numbered().updateOne({}, { $set: { a: (doc!.a as number) + 1 } }, { session });
        }),
      );
    await Promise.all(Array.from({ length: 8 }, addOne));
    expect((await numbered().findOne())!.a).to.equal(8);
  });

  it("make other writers of the same document or unique key wait for their end", async () => {
    await numbered().createIndex({ key: 1 }, { unique: true });
    await numbered().insertOne({ a: 1 });
    await running.client.withSession(async (session) => {
      session.startTransaction();
      await numbered().updateOne({ a: 1 }, { $set: { a: 5 } }, { session });
      await numbered().insertOne({ key: "x" }, { session });
      const update = numbered().updateMany({}, { $inc: { a: 1 } });
      const insert = refusal(numbered().insertOne({ key: "x" }), 11000);
      await numbered().insertOne({ key: "unrelated" });
      await session.commitTransaction();
      await Promise.all([update, insert]);
    });
    expect(await numbered().countDocuments({ a: 6 })).to.equal(1);
    expect(await numbered().countDocuments({ key: "x" })).to.equal(1);
  });

  it("refuse a duplicate key, also of their own, and end with it", async () => {
    await numbered().createIndex({ key: 1 }, { unique: true });
    await running.client.withSession(async (session) => {
      session.startTransaction();
      await numbered().insertOne({ key: "x" }, { session });
      await refusal(numbered().insertOne({ key: "x" }, { session }), 11000);
      const error = await refusal(numbered().insertOne({ key: "y" }, { session }), 251);
      expect(error.hasErrorLabel("TransientTransactionError")).to.equal(true);
    });
    expect(await numbered().countDocuments()).to.equal(0);
  });

  it("release their snapshot when they end, so that its space is used again", async () => {
    const size = async (): Promise<number> => (await stat(path.join(running.folder, "database", "mongo.mdb"))).size;
    const large = Buffer.alloc(200_000, "x");
    await numbered().insertOne({ a: 0, large });
    let atFirst = 0;
    for (let round = 0; round < 60; round += 1) {
      await running.client.withSession(async (session) => {
        session.startTransaction();
        await numbered().findOne({}, { session });
        await numbered().updateOne({}, { $set: { a: round, large } });
        await (round % 2 === 0 ? session.abortTransaction() : session.commitTransaction());
      });
      if (round === 19) atFirst = await size();
    }
    expect((await size()) - atFirst).to.be.below(2_000_000);
  });

  it("keep their collection until they end, though it or all of its database is being dropped", async () => {
    for (const drop of [() => numbered().drop(), () => running.db.dropDatabase()]) {
      await numbered().insertOne({ a: 1 });
      await running.db.collection<Doc>("others").insertOne({ a: 1 });
      await running.client.withSession(async (session) => {
        session.startTransaction();
        await numbered().insertOne({ a: 2 }, { session });
        const dropped = drop();
        await running.db.command({ ping: 1 });
        expect(await numbered().countDocuments({}, { session })).to.equal(2);
        await session.commitTransaction();
        await dropped;
      });
      expect(await numbered().countDocuments()).to.equal(0);
    }
  });

  it("keep a new index of their collection waiting until they end", async () => {
    await numbered().insertOne({ a: 1 });
    await running.client.withSession(async (session) => {
      session.startTransaction();
      await numbered().insertOne({ a: 2 }, { session });
      const built = numbered().createIndex({ a: 1 }, { unique: true });
      await running.db.command({ ping: 1 });
      expect(await numbered().indexes()).to.have.lengthOf(1);
      await session.commitTransaction();
      await built;
    });
    await refusal(numbered().insertOne({ a: 2 }), 11000);
  });

  it("end with a failure among several writes", async () => {
    await running.client.withSession(async (session) => {
      session.startTransaction();
      const ops = [1, 1].map((_id) => ({ insert: 0, document: { _id } }));
      await running.client.db("admin").command({ bulkWrite: 1, nsInfo: [{ ns: "test.docs" }], ops }, { session });
      await refusal(numbered().insertOne({}, { session }), 251);
    });
    expect(await numbered().countDocuments()).to.equal(0);
  });

  it("refuse commands that MongoDB does not take inside them", async () => {
    await running.client.withSession(async (session) => {
      session.startTransaction();
      await refusal(numbered().createIndex({ a: 1 }, { session }), 263);
    });
  });

  it("page through a cursor that reads their own changes", async () => {
    await numbered().insertMany(Array.from({ length: 30 }, (_, a) => ({ a })));
    await running.client.withSession(async (session) => {
      session.startTransaction();
      await numbered().deleteMany({ a: { $lt: 10 } }, { session });
      await numbered().insertMany(
        Array.from({ length: 5 }, (_, i) => ({ a: 100 + i })),
        { session },
      );
      const read = await numbered().find({}, { session, batchSize: 4 }).sort({ a: -1 }).toArray();
      expect(read.map((doc) => doc.a as number)).to.deep.equal([
        104,
        103,
        102,
        101,
        100,
        ...Array.from({ length: 20 }, (_, i) => 29 - i),
      ]);
      await session.abortTransaction();
    });
  });
});
