import {
  BSONRegExp,
  BSONSymbol,
  Binary,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from "bson";
import { expect } from "chai";
import { neededFields } from "../../src/embedded-mongo/aggregate/needed-fields.js";
import { readDocument, writeStoredDocument, type Doc } from "../../src/embedded-mongo/values/documents.js";
import { fieldsAt } from "../../src/embedded-mongo/values/fields.js";
import { encodeValue } from "../../src/embedded-mongo/values/key-encoding.js";
import { identityOf } from "../../src/embedded-mongo/values/order.js";
import { readFields } from "../../src/embedded-mongo/values/partial-documents.js";
import { Random } from "../support/random.js";
import { withServer } from "./support.js";

describe("Documents that are read in part", () => {
  const running = withServer();
  const values: unknown[] = [
    ...[
      new Double(1.5),
      new Double(-0),
      new Int32(-7),
      Long.fromString("9007199254740993"),
      Decimal128.fromString("0.10"),
    ],
    ...["", "Zoë 😀 \u0000 end", true, false, null, new Date(-1), new Date(1_790_000_000_000), new ObjectId()],
    ...[
      new Binary(Buffer.from("bytes"), 4),
      new BSONRegExp("^a.b", "i"),
      new Code("1"),
      new Code("x", { x: new Int32(1) }),
    ],
    ...[new BSONSymbol("sign"), new Timestamp(Long.fromNumber(77)), new MinKey(), new MaxKey()],
    ...[
      {},
      [],
      { a: { b: new Int32(1) }, "ü.": "x" },
      [new Int32(1), { at: new Date(0), by: "client" }, [{ at: 1 }], null],
    ],
  ];

  it("have the same values as those that are read whole", () => {
    const random = new Random(20261128);
    for (let trial = 0; trial < 300; trial += 1) {
      const names = ["_id", "a", "ü", "history", "name with spaces", "__proto__", "b", "Aa", "BB"].filter(
        () => random.whole(0, 3) > 0,
      );
      const doc = Object.fromEntries(names.map((name) => [name, random.pick(values)]));
      const bytes = writeStoredDocument(doc);
      const wanted = names.filter(() => random.whole(0, 1) === 1);
      const fields = fieldsAt(wanted);
      const whole = readDocument(bytes);
      const expected = names.filter((name) => wanted.includes(name)).map((name) => [name, whole[name]]);
      expect(Object.entries(readFields(bytes, fields))).to.deep.equal(expected);
    }
  });

  it("are grouped by identities that only equal values share", () => {
    const numbers = [
      ...[1, 12, -1, 0, -0, 0.5, 2 ** 53, 2 ** 53 - 1, NaN, Infinity].map((value) => new Double(value)),
      ...["1", "12", "9007199254740991", "9007199254740992", "9007199254740993"].map((text) => Long.fromString(text)),
      ...["1", "1.0", "1.5", "12E0", "1.2E1", "0.5", "9007199254740991", "9007199254740993", "1E30", "NaN", "-0"].map(
        (text) => Decimal128.fromString(text),
      ),
    ];
    const nested = [...values, ...numbers].flatMap((value) => [
      value,
      { a: value },
      { "ü\u0001": { b: value, c: "ü" } },
      [value],
    ]);
    for (const a of nested) {
      for (const b of nested) {
        const same = encodeValue(a).equals(encodeValue(b));
        expect(identityOf(a) === identityOf(b), `${String(a)} and ${String(b)}`).to.equal(same);
      }
    }
  });

  it("have the fields inside documents and arrays that are needed, and every element", () => {
    const id = new ObjectId();
    const bytes = writeStoredDocument({
      history: [{ at: new Date(1), by: "client" }, "text", { by: "x" }, [{ at: new Date(2) }], id],
      cancellation: { by: "client", at: new Date(3) },
    });
    const fields = fieldsAt(["history.at", "cancellation.by"]);
    expect(readFields(bytes, fields)).to.deep.equal({
      history: [{ at: new Date(1) }, "text", {}, [{ at: new Date(2) }], id],
      cancellation: { by: "client" },
    });
    for (const paths of [
      ["cancellation.by", "cancellation"],
      ["cancellation", "cancellation.by"],
    ]) {
      expect(readFields(bytes, fieldsAt(paths))).to.deep.equal({ cancellation: { by: "client", at: new Date(3) } });
    }
  });

  it("are read by their filters and by a group or a projection that keeps what it names", () => {
    const namesOf = (filter: Doc, ...stages: Doc[]): string[] | undefined => {
      const fields = neededFields(filter, stages);
      return (
        fields &&
        [...fields.byHash.values()]
          .flat()
          .map(({ name }) => name)
          .sort()
      );
    };
    const one = new Int32(1);
    const group = { $group: { _id: "$a.b", n: { $sum: { $cond: [{ $eq: ["$c", "$$NOW"] }, "$d", one] } } } };
    expect(namesOf({ x: one, $or: [{ "y.z": one }, { $expr: { $gt: ["$w", one] } }] }, group)).to.deep.equal([
      "a",
      "c",
      "d",
      "w",
      "x",
      "y",
    ]);
    expect(
      namesOf({}, { $match: { m: one } }, { $limit: one }, { $project: { k: true, s: { $add: ["$t", one] } } }),
    ).to.deep.equal(["_id", "k", "m", "s", "t"]);
    expect(namesOf({}, { $project: { _id: new Int32(0), k: true } })).to.deep.equal(["_id", "k"]);
    const facet = { $facet: { groups: [{ $match: { f: one } }, group], kept: [{ $project: { k: one } }] } };
    expect(namesOf({}, facet)).to.deep.equal(["_id", "a", "c", "d", "f", "k"]);
    const all: Doc[][] = [
      [{ $facet: { groups: [group], all: [{ $limit: one }] } }],
      [],
      [{ $sort: { a: one } }, group],
      [{ $unwind: "$a" }, group],
      [{ $project: { a: new Int32(0) } }],
      [{ $project: { _id: new Int32(0) } }],
      [{ $project: { a: { $slice: one } } }],
      [{ $group: { _id: null, all: { $push: "$$ROOT" } } }],
      [{ $group: { _id: "$$CURRENT.a" } }],
    ];
    for (const stages of all) expect(namesOf({}, ...stages), JSON.stringify(stages)).to.equal(undefined);
    expect(namesOf({ $text: {} }, group)).to.equal(undefined);
  });

  it("give a pipeline the same answer as documents that are read whole", async () => {
    const collection = running.db.collection<Doc>("docs");
    const docs = Array.from({ length: 40 }, (_, n) => ({
      n,
      kind: n % 3 === 0 ? "a" : "b",
      at: new Date(n * 1000),
      history: [{ at: new Date(n), what: "held" }, { at: new Date(n + 5) }],
      ...(n % 2 === 0 && { inner: { cents: n, "with space": 1 } }),
    }));
    await collection.insertMany(docs);
    await collection.createIndex({ kind: 1, at: 1 });
    const stages = [
      { $match: { kind: "a", at: { $lt: new Date(30_000) } } },
      {
        $project: {
          first: { $arrayElemAt: ["$history.at", 0] },
          cents: { $ifNull: ["$inner.cents", 0] },
          even: { $eq: [{ $mod: ["$n", 2] }, 0] },
        },
      },
      { $group: { _id: "$even", cents: { $sum: "$cents" }, last: { $max: "$first" }, n: { $sum: 1 } } },
      { $sort: { _id: 1 } },
    ];
    const whole = [{ $match: { $expr: { $eq: [{ $type: "$$ROOT" }, "object"] } } }, ...stages];
    const found = await collection.aggregate(stages).toArray();
    expect(found).to.deep.equal([
      { _id: false, cents: 0, last: new Date(27), n: 5 },
      { _id: true, cents: 60, last: new Date(24), n: 5 },
    ]);
    expect(await collection.aggregate(whole).toArray()).to.deep.equal(found);
  });
});
