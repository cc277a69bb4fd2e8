import { expect } from "chai";
import { ObjectId, refusal, withServer, type Doc } from "./support.js";

describe("Commands of the embedded database", () => {
  const running = withServer();
  const docs = () => running.db.collection<Doc>("docs");
  const command = (body: Doc): Promise<Doc> => running.db.command(body);
  const insert = (...values: number[]) => docs().insertMany(values.map((_id) => ({ _id: _id as never, a: _id % 2 })));

  it("are refused by MongoDB's numbers where they are unknown or impossible", async () => {
    const refused: [Doc, number][] = [
      [{ frobnicate: 1 }, 59],
      [{ __proto__: 1, constructor: 1 }, 59],
      [{ listIndexes: "nothing" }, 26],
      [{ dropIndexes: "nothing", index: "*" }, 26],
      [{ create: "docs" }, 48],
      [{ create: "capped", capped: true, size: 1000 }, 72],
      [{ create: "a$b" }, 73],
      [{ create: "system.own" }, 73],
      [{ create: ".hidden" }, 73],
      [{ create: "" }, 73],
      [{ find: 5 }, 73],
      [{ find: "" }, 73],
      [{ create: "a\0b" }, 73],
      [{ find: "docs", filter: 5 }, 14],
      [{ find: "docs", sort: 5 }, 14],
      [{ find: "docs", sort: { a: 2 } }, 2],
      [{ find: "docs", skip: -1 }, 2],
      [{ find: "docs", batchSize: -1 }, 2],
      [{ find: "docs", hint: "a_1" }, 2],
      [{ find: "docs", tailable: true }, 115],
      [{ insert: "docs", documents: 5 }, 14],
      [{ insert: "docs", documents: [5] }, 14],
      [{ insert: "docs", documents: [] }, 16],
      [{ update: "docs", updates: [] }, 16],
      [{ delete: "docs", deletes: [] }, 16],
      [
        {
          update: "docs",
          updates: [
            { q: {}, u: { $set: { a: 2 } } },
            { q: 5, u: {} },
          ],
        },
        14,
      ],
      [{ delete: "docs", deletes: [{ q: {}, limit: 2 }] }, 9],
      [{ distinct: "docs", key: 5 }, 14],
      [{ killCursors: "docs", cursors: 5 }, 14],
      [{ killCursors: "docs", cursors: [5] }, 14],
      [{ explain: { ping: 1 } }, 115],
      [{ explain: { find: "docs" }, verbosity: "all" }, 9],
      ...["nodot", "test.", "te$t.docs", "test.a\0b", 5].map((ns): [Doc, number] => [
        { bulkWrite: 1, nsInfo: [{ ns }], ops: [] },
        73,
      ]),
      [{ bulkWrite: 1, nsInfo: [{ ns: "test.docs" }], ops: [{ insert: 1, document: {} }] }, 2],
    ];
    await docs().insertOne({ a: 1 });
    for (const [body, code] of refused) {
      const error = await refusal(command(body), code);
      expect(error.codeName, JSON.stringify(body)).to.be.a("string");
    }
    await command({ find: "docs", tailable: false, collation: { locale: "simple" } });
    expect(await docs().countDocuments()).to.equal(1);
  });

  it("are refused whole, before they change anything, where a field is missing that they need", async () => {
    const [set, bulk] = [{ $set: { a: 2 } }, { bulkWrite: 1, nsInfo: [{ ns: "test.docs" }] }];
    const lacking: [string, Doc][] = [
      ["insert.documents", { insert: "docs" }],
      ["update.updates.q", { update: "docs", updates: [{ q: {}, u: set }, { u: set }] }],
      ["update.updates.q", { update: "docs", updates: [{ q: null, u: set }] }],
      ["update.updates.u", { update: "docs", updates: [{ q: {} }] }],
      ["delete.deletes.q", { delete: "docs", deletes: [{ q: {}, limit: 1 }, { limit: 1 }] }],
      ["delete.deletes.limit", { delete: "docs", deletes: [{ q: {} }] }],
      ["delete.deletes.q", { explain: { delete: "docs", deletes: [{ limit: 1 }] } }],
      ["update.updates.q", { explain: { update: "docs", updates: [{ u: set }] } }],
      ["bulkWrite.ops", bulk],
      ["bulkWrite.ops.document", { ...bulk, ops: [{ insert: 0, document: {} }, { insert: 0 }] }],
      ["bulkWrite.ops.filter", { ...bulk, ops: [{ delete: 0 }] }],
      ["bulkWrite.ops.filter", { ...bulk, ops: [{ update: 0, updateMods: set }] }],
      ["bulkWrite.ops.updateMods", { ...bulk, ops: [{ update: 0, filter: {} }] }],
      ["aggregate.pipeline", { aggregate: "docs", cursor: {} }],
      ["aggregate.pipeline", { explain: { aggregate: "docs", cursor: {} } }],
      ["distinct.key", { distinct: "docs" }],
      ["createIndexes.indexes", { createIndexes: "docs" }],
      ["dropIndexes.index", { dropIndexes: "docs" }],
      ["killCursors.cursors", { killCursors: "docs" }],
    ];
    await docs().insertOne({ a: 1 });
    for (const [field, body] of lacking) {
      const { message } = await refusal(command(body), 40414);
      expect(message).to.equal(`BSON field '${field}' is missing but a required field`);
    }
    expect((await docs().find().toArray()).map(({ a }) => a as unknown)).to.deep.equal([1]);
  });

  it("insert in order up to the first failure, or all that can be when the order does not matter", async () => {
    const documents = [{ _id: 1 }, { _id: 1 }, { _id: 2 }, { _id: [3] }, { _id: /x/ }];
    const ordered = await command({ insert: "docs", documents });
    expect(ordered.n).to.equal(1);
    expect((ordered.writeErrors as Doc[]).map(({ index, code }) => [index, code] as unknown)).to.deep.equal([
      [1, 11000],
    ]);
    const unordered = await command({ insert: "docs", documents, ordered: false });
    expect(unordered.n).to.equal(1);
    expect((unordered.writeErrors as Doc[]).map(({ index, code }) => [index, code] as unknown)).to.deep.equal([
      [0, 11000],
      [1, 11000],
      [3, 53],
      [4, 53],
    ]);
    await command({ insert: "docs", documents: [{ a: 5 }] });
    const [first, second] = Object.keys((await docs().findOne({ a: 5 }))!);
    expect([first, second], "a new _id comes first").to.deep.equal(["_id", "a"]);
  });

  it("refuse a document of more than 16 MB", async () => {
    const room = 16 * 1024 * 1024 - 36;
    await docs().insertOne({ text: "x".repeat(room) });
    await refusal(docs().updateOne({}, { $set: { b: 1 } }), 10334);
    expect(await docs().countDocuments({ b: 1 })).to.equal(0);
  });

  it("update and delete one or all, and tell how many", async () => {
    await insert(1, 2, 3, 4, 5);
    const updates = [
      { q: { a: 1 }, u: { $set: { b: 1 } } },
      { q: { a: 1 }, u: { $set: { b: 1 } }, multi: true },
      { q: { _id: 9 }, u: { $set: { b: 2 } }, upsert: true },
      { q: { _id: 10, a: 3 }, u: { b: 3 }, upsert: true, multi: false },
      { q: { _id: 11 }, u: { $set: { b: 4 } } },
    ];
    expect(await command({ update: "docs", updates })).to.deep.equal({
      n: 6,
      nModified: 3,
      upserted: [
        { index: 2, _id: 9 },
        { index: 3, _id: 10 },
      ],
      ok: 1,
    });
    expect(await docs().findOne({ _id: 10 as never })).to.deep.equal({ _id: 10, b: 3 });
    const deletes = [
      { q: { a: 1 }, limit: 1 },
      { q: { a: 0 }, limit: 0 },
    ];
    expect(await command({ delete: "docs", deletes })).to.deep.equal({ n: 3, ok: 1 });
    expect((await docs().find().toArray()).map(({ _id }) => Number(_id))).to.deep.equal([3, 5, 9, 10]);
    const everywhere = await command({ update: "docs", updates: [{ q: {}, u: { a: 1 }, multi: true }] });
    expect((everywhere.writeErrors as Doc[])[0], "a replacement is for one document").to.include({ code: 9 });
    expect(await command({ delete: "nothing", deletes })).to.deep.equal({ n: 0, ok: 1 });
    expect(await command({ update: "nothing", updates: updates.slice(0, 1) })).to.deep.equal({
      n: 0,
      nModified: 0,
      ok: 1,
    });
    expect((await running.db.listCollections({ name: "nothing" }).toArray()).length).to.equal(0);
  });

  it("find and modify the first by an order, and show it before or after", async () => {
    await insert(1, 2, 3);
    const modify = (body: Doc): Promise<Doc> => command({ findAndModify: "docs", ...body });
    const last = { sort: { _id: -1 } };
    expect(await modify({ ...last, update: { $set: { b: 1 } }, fields: { b: 1 } })).to.deep.equal({
      lastErrorObject: { n: 1, updatedExisting: true },
      value: { _id: 3 },
      ok: 1,
    });
    expect((await modify({ ...last, update: { $inc: { b: 1 } }, new: true })).value).to.deep.equal({
      _id: 3,
      a: 1,
      b: 2,
    });
    expect(await modify({ ...last, remove: true })).to.deep.equal({
      lastErrorObject: { n: 1 },
      value: { _id: 3, a: 1, b: 2 },
      ok: 1,
    });
    expect(await modify({ query: { a: 5 }, remove: true })).to.deep.equal({
      lastErrorObject: { n: 0 },
      value: null,
      ok: 1,
    });
    expect(await modify({ query: { a: 5 }, update: { a: 6 } })).to.deep.equal({
      lastErrorObject: { n: 0, updatedExisting: false },
      value: null,
      ok: 1,
    });
    expect(await modify({ query: { _id: 7 }, update: { a: 6 }, upsert: true })).to.deep.equal({
      lastErrorObject: { n: 1, updatedExisting: false, upserted: 7 },
      value: null,
      ok: 1,
    });
    expect((await modify({ query: { _id: 7 }, update: { a: 7 }, upsert: true, new: true })).value).to.deep.equal({
      _id: 7,
      a: 7,
    });
    expect(await docs().countDocuments()).to.equal(3);
  });

  it("refuse a hint at an index that there is not, wherever they choose documents, and leave those as they are", async () => {
    await insert(1, 2);
    const [update, hint] = [{ $set: { a: 5 } }, "a_1"];
    const bulk = { bulkWrite: 1, nsInfo: [{ ns: "test.docs" }], ordered: false };
    const ops = [
      { update: 0, filter: {}, updateMods: update, hint },
      { delete: 0, filter: {}, hint },
    ];
    for (const command of [
      { count: "docs", hint },
      { aggregate: "docs", pipeline: [], cursor: {}, hint },
      { findAndModify: "docs", update, hint },
      { findAndModify: "docs", remove: true, hint },
    ])
      await refusal(running.db.command(command), 2);
    const written = await Promise.all([
      running.db.command({ update: "docs", updates: [{ q: {}, u: update, hint }] }),
      running.db.command({ delete: "docs", deletes: [{ q: {}, limit: 0, hint }] }),
    ]);
    expect(written.map(({ writeErrors }) => (writeErrors as Doc[]).map(({ code }) => Number(code)))).to.deep.equal([
      [2],
      [2],
    ]);
    const { cursor } = await running.client.db("admin").command({ ...bulk, ops });
    expect((cursor as { firstBatch: Doc[] }).firstBatch.map(({ code }) => Number(code))).to.deep.equal([2, 2]);
    expect(await docs().distinct("a")).to.have.members([0, 1]);
  });

  it("count with skip, limit and hint", async () => {
    await insert(1, 2, 3, 4, 5);
    await docs().createIndex({ b: 1 });
    expect(await docs().estimatedDocumentCount()).to.equal(5);
    const counts: [Doc, number][] = [
      [{}, 5],
      [{ query: { a: 1 } }, 3],
      [{ query: { a: 1 }, skip: 1 }, 2],
      [{ limit: 2 }, 2],
      [{ skip: 2 }, 3],
      [{ query: { a: 1 }, skip: 1, limit: 1 }, 1],
      [{ query: { a: 1 }, hint: "b_1" }, 3],
      [{ query: { a: 1 }, hint: { $natural: 1 } }, 3],
    ];
    for (const [options, n] of counts) {
      expect(await command({ count: "docs", ...options }), JSON.stringify(options)).to.deep.equal({ n, ok: 1 });
    }
    expect(await command({ count: "nothing" })).to.deep.equal({ n: 0, ok: 1 });
    expect(await docs().find().limit(-2).toArray()).to.have.lengthOf(2);
  });

  it("find each distinct value once, an array's by its elements", async () => {
    await docs().insertMany([
      { a: 1, b: [{ c: "x" }, { c: ["y", "x"] }] },
      { a: 1.0, b: [] },
      { a: [2, 1, [3]], b: { c: null } },
      {},
    ]);
    expect(await docs().distinct("a")).to.deep.equal([1, 2, [3]]);
    expect(await docs().distinct("b.c")).to.deep.equal(["x", "y", null]);
    expect(await docs().distinct("a", { b: { $size: 0 } })).to.deep.equal([1]);
    expect(await docs().distinct("b.0.c")).to.deep.equal(["x"]);
  });

  it("walk in the order of insertion or against it, when asked for the natural order", async () => {
    await insert(3, 1, 2);
    const found = async (direction: 1 | -1): Promise<number[]> =>
      (await docs().find().sort({ $natural: direction }).toArray()).map(({ _id }) => Number(_id));
    expect(await found(1)).to.deep.equal([3, 1, 2]);
    expect(await found(-1)).to.deep.equal([2, 1, 3]);
  });

  it("take variables from let, in filters, updates and deletes", async () => {
    await insert(1, 2, 3, 4);
    const [q, variables] = [{ $expr: { $gt: ["$_id", "$$least"] } }, { least: { $add: [1, 1] } }];
    const found = await command({ find: "docs", filter: q, let: variables, projection: { l: "$$least" } });
    expect((found.cursor as { firstBatch: Doc[] }).firstBatch).to.deep.equal([
      { _id: 3, l: 2 },
      { _id: 4, l: 2 },
    ]);
    const updates = [{ q, u: { $set: { b: 1 } }, multi: true }];
    expect((await command({ update: "docs", updates, let: variables })).nModified).to.equal(2);
    expect((await command({ delete: "docs", deletes: [{ q, limit: 1 }], let: variables })).n).to.equal(1);
    await refusal(command({ find: "docs", filter: q }), 2);
  });

  it("keep databases apart, list them, and drop one alone", async () => {
    const other = running.client.db("other");
    await insert(1);
    await other.collection("docs").insertMany(Array.from({ length: 300 }, (_, i) => ({ i })));
    const names = async (options: Doc): Promise<unknown[]> =>
      (await other.admin().listDatabases(options)).databases.map((database) => database as unknown);
    expect(await names({ nameOnly: true })).to.deep.equal([{ name: "other" }, { name: "test" }]);
    expect(await names({ filter: { name: "test" } })).to.deep.equal([{ name: "test", sizeOnDisk: 0, empty: false }]);
    await other.dropDatabase();
    expect(await names({ nameOnly: true })).to.deep.equal([{ name: "test" }]);
    expect(await other.listCollections().toArray()).to.deep.equal([]);
    await other.collection("docs").insertOne({ i: 1 });
    expect(await other.collection("docs").countDocuments()).to.equal(1);
    expect(await docs().countDocuments()).to.equal(1);
    await other.dropDatabase();
  });

  it("list, measure and drop collections", async () => {
    await running.db.createCollection("empty");
    await insert(1, 2);
    await docs().createIndex({ a: 1 });
    expect(await running.db.listCollections({ name: /^d/ }).toArray()).to.deep.equal([
      {
        name: "docs",
        type: "collection",
        options: {},
        info: { readOnly: false },
        idIndex: { v: 2, key: { _id: 1 }, name: "_id_" },
      },
    ]);
    expect(await running.db.listCollections({}, { nameOnly: true }).toArray()).to.deep.equal([
      { name: "empty", type: "collection" },
      { name: "docs", type: "collection" },
    ]);
    const sizes = { size: 0, dataSize: 0, storageSize: 0, indexSize: 0, totalSize: 0, avgObjSize: 0, scaleFactor: 1 };
    const counts = { collections: 2, views: 0, objects: 2, indexes: 3 };
    expect(await command({ dbStats: 1 })).to.deep.equal({ db: "test", ...counts, ...sizes, ok: 1 });
    expect(await command({ collStats: "docs" })).to.include({ ns: "test.docs", count: 2, nindexes: 2, ok: 1 });
    expect(await command({ collStats: "nothing" })).to.include({ count: 0, nindexes: 0 });
    expect(await command({ drop: "docs" })).to.deep.equal({ nIndexesWas: 2, ns: "test.docs", ok: 1 });
    expect(await command({ drop: "docs" })).to.deep.equal({ ok: 1 });
    expect(await docs().findOne()).to.equal(null);
  });

  it("write to several collections at once, up to the first failure or past it", async () => {
    const bulk = (body: Doc): Promise<Doc> =>
      running.client
        .db("admin")
        .command({ bulkWrite: 1, nsInfo: [{ ns: "test.docs" }, { ns: "test.others" }], ...body });
    const ops = [
      { insert: 0, document: { _id: 1 } },
      { insert: 0, document: { _id: 1 } },
      { update: 1, filter: { _id: 5 }, updateMods: { $set: { b: 1 } }, upsert: true },
      { update: 1, filter: { b: 1 }, updateMods: { $set: { b: 2 } }, multi: true },
      { update: 1, filter: { b: 2 }, updateMods: { $set: { b: 2 } } },
      { delete: 0, filter: {}, multi: true },
    ];
    const results = (reply: Doc): unknown[] => (reply.cursor as { firstBatch: unknown[] }).firstBatch;
    const ordered = await bulk({ ops });
    expect(ordered).to.include({ nErrors: 1, nInserted: 1, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 });
    expect(results(ordered)).to.have.lengthOf(2);
    const unordered = await bulk({ ops: ops.slice(1), ordered: false });
    expect(unordered).to.include({ nErrors: 1, nInserted: 0, nMatched: 2, nModified: 1, nUpserted: 1, nDeleted: 1 });
    const [failed, ...others] = results(unordered) as Doc[];
    expect(failed).to.include({ ok: 0, idx: 0, n: 0, code: 11000 });
    expect(others).to.deep.equal([
      { ok: 1, idx: 1, n: 1, nModified: 0, upserted: { _id: 5 } },
      { ok: 1, idx: 2, n: 1, nModified: 1 },
      { ok: 1, idx: 3, n: 1, nModified: 0 },
      { ok: 1, idx: 4, n: 1 },
    ]);
    expect(results(await bulk({ ops: ops.slice(3), errorsOnly: true }))).to.deep.equal([]);
  });

  it("describe the server", async () => {
    for (const name of ["buildInfo", "buildinfo"]) {
      expect(await command({ [name]: 1 })).to.deep.include({ version: "7.0.0", versionArray: [7, 0, 0, 0], bits: 64 });
    }
    for (const name of ["hello", "isMaster", "ismaster"]) expect(await command({ [name]: 1 })).to.include({ ok: 1 });
    expect(await command({ ping: 1 })).to.deep.equal({ ok: 1 });
    expect(await command({ serverStatus: 1 })).to.include({ version: "7.0.0", ok: 1 });
  });

  it("keep the types of values and the names of fields as they are", async () => {
    const doc = JSON.parse('{"__proto__": {"constructor": 1}, "a": [[], {}], "": 1}') as Doc;
    await docs().insertOne({ _id: new ObjectId(), ...doc, __proto__: null });
    await docs().insertOne(JSON.parse('{"__proto__": {"polluted": true}, "b": 1}') as Doc);
    const found = (await docs().findOne({ "__proto__.polluted": true }))!;
    expect(found.b).to.equal(1);
    expect(({} as Doc).polluted).to.equal(undefined);
  });
});
