import { expect } from "chai";
import { availableParallelism, hostname, totalmem } from "node:os";
import { refusal, withServer, type Doc } from "./support.js";

describe("MongoDB's tools with the embedded database", () => {
  const running = withServer();
  const docs = () => running.db.collection<Doc>("docs");
  const admin = (body: Doc): Promise<Doc> => running.client.db("admin").command(body);

  beforeEach(async () => {
    await docs().insertMany([{ a: 1 }, { a: 2 }, { a: 2 }]);
    await docs().createIndex({ a: 1 });
  });

  it("learn who serves them: Compass and mongosh connect", async () => {
    expect(await admin({ connectionStatus: 1, showPrivileges: true })).to.deep.equal({
      authInfo: { authenticatedUsers: [], authenticatedUserRoles: [], authenticatedUserPrivileges: [] },
      ok: 1,
    });
    expect((await admin({ connectionStatus: 1 })).authInfo).not.to.have.property("authenticatedUserPrivileges");
    expect((await admin({ hostInfo: 1 })).system).to.deep.include({
      hostname: hostname(),
      cpuAddrSize: 64,
      memSizeMB: Math.floor(totalmem() / 1024 / 1024),
      numCores: availableParallelism(),
      numaEnabled: false,
    });
    expect(await admin({ getCmdLineOpts: 1 })).to.deep.equal({ argv: [], parsed: {}, ok: 1 });
    const version = { featureCompatibilityVersion: { version: "7.0" } };
    expect(await admin({ getParameter: 1, featureCompatibilityVersion: 1 })).to.deep.equal({ ...version, ok: 1 });
    expect(await admin({ getParameter: "*" })).to.deep.include(version);
    expect(await admin({ getParameter: { allParameters: true } })).to.deep.include(version);
    expect((await admin({ getLog: "*" })).names).to.deep.equal(["global", "startupWarnings"]);
    expect(await admin({ getLog: "startupWarnings" })).to.deep.include({ log: [] });
    expect(await admin({ whatsmyuri: 1 })).to.have.property("you");
    expect((await admin({ buildInfo: 1 })).version).to.match(/^7\./);
    await refusal(admin({ atlasVersion: 1 }), 59);
    await refusal(admin({ getParameter: 1, unknownParameter: 1 }), 72);
    await refusal(admin({ getLog: "unknown" }), 96);
  });

  it("measure a collection and its indexes as Compass does", async () => {
    const size = (name: string): Doc => ({ $sum: { $toDouble: `$storageStats.${name}` } });
    const group = { _id: null, capped: { $first: "$storageStats.capped" }, count: { $sum: "$storageStats.count" } };
    const sizes = { size: size("size"), storageSize: size("storageSize"), totalIndexSize: size("totalIndexSize") };
    const pipeline = [{ $collStats: { storageStats: {} } }, { $group: { ...group, ...sizes } }];
    expect(await docs().aggregate(pipeline).toArray()).to.deep.equal([
      { _id: null, capped: false, count: 3, size: 0, storageSize: 0, totalIndexSize: 0 },
    ]);
    const usage = { name: 1, usageHost: "$host", usageCount: "$accesses.ops", usageSince: "$accesses.since" };
    const [first] = await docs()
      .aggregate([{ $indexStats: {} }, { $project: usage }])
      .toArray();
    expect(first).to.include({ name: "_id_", usageHost: "embedded" }).and.to.have.keys(Object.keys(usage));
    expect(await docs().countDocuments({}, { hint: "_id_", maxTimeMS: 5000 })).to.equal(3);
    expect(
      await docs()
        .aggregate([{ $sample: { size: 2 } }], { allowDiskUse: true })
        .toArray(),
    ).to.have.lengthOf(2);
  });

  it("list and read everything as mongodump does", async () => {
    const { databases } = await admin({ listDatabases: 1, nameOnly: true });
    expect((databases as Doc[]).map(({ name }) => name as string)).to.deep.equal(["test"]);
    const listed = await running.db.command({
      listCollections: 1,
      filter: {},
      cursor: {},
      authorizedCollections: true,
    });
    const [collection] = (listed.cursor as { firstBatch: Doc[] }).firstBatch;
    expect(collection).to.include({ name: "docs", type: "collection" });
    const { cursor } = await running.db.command({ listIndexes: "docs", cursor: {} });
    expect((cursor as { firstBatch: Doc[] }).firstBatch.map(({ name }) => name as string)).to.deep.equal([
      "_id_",
      "a_1",
    ]);
    const options = { hint: { _id: 1 }, noCursorTimeout: true, readConcern: { level: "local" as const } };
    expect(await docs().find({}, options).toArray()).to.have.lengthOf(3);
  });
});
