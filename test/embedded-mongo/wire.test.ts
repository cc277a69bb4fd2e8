import { expect } from "chai";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { Long, refusal, withServer, type Doc } from "./support.js";

describe("The embedded database's end of the wire", () => {
  const running = withServer();

  function header(length: number, opCode: number): Buffer {
    const bytes = Buffer.alloc(16);
    bytes.writeInt32LE(length, 0);
    bytes.writeInt32LE(opCode, 12);
    return bytes;
  }

  const garbage: [string, Buffer][] = [
    // The last of the length's four bytes makes it impossible; otherwise one in a hundred would be waited for.
    ["random bytes", randomBytes(1000).fill(255, 3, 4)],
    ["an impossible length", header(5, 2013)],
    ["an enormous length", header(2_000_000_000, 2013)],
    ["an unknown opcode", header(16, 2012)],
    ["a message without sections", Buffer.concat([header(20, 2013), Buffer.alloc(4)])],
    [
      "a section longer than its message",
      Buffer.concat([header(25, 2013), Buffer.alloc(4), Buffer.from([0, 255, 255, 0, 0])]),
    ],
    [
      "a body that is not BSON",
      Buffer.concat([header(30, 2013), Buffer.alloc(4), Buffer.from([0, 9, 0, 0, 0, 99, 1, 1, 1, 1])]),
    ],
    ["a query without an end", Buffer.concat([header(24, 2004), Buffer.from("aaaaaaaa")])],
  ];

  for (const [name, bytes] of garbage) {
    it(`hangs up on ${name}, and goes on serving others`, async () => {
      const socket = connect(decodeURIComponent(running.mongo.uri.replace("mongodb://", "")));
      socket.on("error", () => undefined);
      socket.resume().write(bytes);
      await once(socket, "close");
      expect(await running.db.command({ ping: 1 })).to.include({ ok: 1 });
    });
  }

  it("refuses unknown commands and impossible ones by MongoDB's numbers", async () => {
    await refusal(running.db.command({ frobnicate: 1 }), 59);
    await refusal(running.db.command({ listIndexes: "nothing" }), 26);
    await refusal(running.db.command({ getMore: Long.fromNumber(5), collection: "docs" }), 43);
    await running.db.createCollection("docs");
    await refusal(running.db.createCollection("docs"), 48);
    await refusal(running.db.command({ find: "docs", filter: 5 }), 14);
    await refusal(running.db.command({ insert: "docs", documents: 5 }), 14);
    await refusal(running.db.command({ create: "capped", capped: true, size: 1000 }), 72);
    await refusal(running.db.command({ __proto__: 1, constructor: 1 }), 59);
  });

  it("hands out large results in batches, and forgets cursors that are closed", async () => {
    const docs = running.db.collection("docs");
    await docs.insertMany(Array.from({ length: 60 }, (_, i) => ({ i, filler: "x".repeat(500_000) })));
    const cursor = docs.find({}, { batchSize: 50 });
    const first = await cursor.next();
    expect(first?.i).to.equal(0);
    expect(cursor.bufferedCount()).to.be.lessThan(40);
    await cursor.close();
    let count = 0;
    for await (const doc of docs.find()) if (doc.i === count) count++;
    expect(count).to.equal(60);
  });

  it("keeps many cursors open while documents come and go", async () => {
    const docs = running.db.collection<Doc>("docs");
    await docs.createIndex({ i: 1 });
    await docs.insertMany(Array.from({ length: 300 }, (_, i) => ({ i })));
    const cursors = Array.from({ length: 200 }, (_, n) =>
      docs.find({ i: { $gte: n } }, { batchSize: 10 }).sort({ i: 1 }),
    );
    for (const [n, cursor] of cursors.entries()) expect((await cursor.next())?.i).to.equal(n);
    await docs.deleteMany({ i: { $gte: 280 } });
    await docs.insertMany(Array.from({ length: 1000 }, (_, i) => ({ i: 1000 + i })));
    for (const [n, cursor] of cursors.entries()) {
      const rest = (await cursor.toArray()).map((doc) => doc.i as number);
      // Whether a cursor meets what came or went behind its beginning is open; the others it meets once, in order.
      expect(rest.filter((i) => i < 280)).to.deep.equal(Array.from({ length: 279 - n }, (_, i) => n + 1 + i));
    }
  });

  it("answers a statement that fails by surprise without harm to those beside it", async () => {
    const docs = running.db.collection<Doc>("docs");
    const odd = docs.updateOne({}, [{ $set: { a: { $cond: 5 } } }]).catch(() => "refused");
    const [, ...others] = await Promise.all([odd, ...Array.from({ length: 20 }, (_, i) => docs.insertOne({ i }))]);
    expect(others.every((result) => typeof result === "object" && result.acknowledged)).to.equal(true);
  });

  it("keeps databases apart, lists them, and drops one alone", async () => {
    const other = running.client.db("other");
    await other.collection("docs").insertMany(Array.from({ length: 3000 }, (_, i) => ({ i })));
    await running.db.collection("docs").insertOne({ i: -1 });
    expect((await other.admin().listDatabases()).databases.map(({ name }) => name)).to.include.members([
      "other",
      "test",
    ]);
    await other.dropDatabase();
    expect(await other.listCollections().toArray()).to.deep.equal([]);
    await other.collection("docs").insertOne({ i: 1 });
    expect(await other.collection("docs").countDocuments()).to.equal(1);
    expect(await running.db.collection("docs").countDocuments()).to.equal(1);
  });
});
