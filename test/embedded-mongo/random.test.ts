import { expect } from "chai";
import mongoose from "mongoose";
import { SEED, TRIAL_MS, TRIALS } from "../support/trials.js";
import { withServer, type Doc } from "./support.js";

/** Numbers from 0 on below `bound`, always the same for a seed. */
type Random = (bound: number) => number;

describe("Indexed answers in the embedded database", () => {
  const running = withServer();
  const indexSets: { key: Doc; options?: Doc }[][] = [
    [{ key: { a: 1 } }, { key: { b: -1 } }, { key: { "d.x": 1 } }],
    [{ key: { a: 1, b: -1, c: 1 } }, { key: { c: -1, a: 1 } }],
    [{ key: { tags: 1, a: -1 } }, { key: { "d.x": 1, "d.y": -1 } }, { key: { b: 1, tags: 1 } }],
    [
      { key: { a: 1 }, options: { sparse: true } },
      { key: { b: 1, a: 1 }, options: { partialFilterExpression: { b: { $exists: true } } } },
    ],
    [
      { key: { a: -1 }, options: { partialFilterExpression: { c: { $in: ["p", "q"] } } } },
      { key: { c: 1 }, options: { partialFilterExpression: { a: { $type: "number" } } } },
    ],
  ];

  for (const [place, indexes] of indexSets.entries()) {
    const seed = SEED + place;
    const names = indexes.map(({ key, options }) => JSON.stringify([key, options].filter(Boolean))).join(" ");
    it(`are those of plain scans, with ${names} (seed ${seed})`, async () => {
      const random = seeded(seed);
      const [plain, indexed] = [running.db.collection<Doc>("plain"), running.db.collection<Doc>("indexed")];
      for (const { key, options } of indexes) await indexed.createIndex(key, options);
      const docs = Array.from({ length: 150 }, (_, _id) => ({ _id: _id as never, ...randomDoc(random) }));
      await Promise.all([plain.insertMany(docs), indexed.insertMany(docs)]);
      for (let round = 0; round < TRIALS.indexedQueries; round++) {
        if (round % 3 === 0) await changeBoth();
        const query = {
          filter: randomFilter(random),
          sort: randomSort(random),
          limit: random(3) === 0 ? 1 + random(9) : 0,
        };
        await compare(query);
      }

      async function changeBoth(): Promise<void> {
        const change = randomChange(random);
        const results = await Promise.all([plain, indexed].map((each) => each.bulkWrite([change] as never)));
        expect(results[0]!.modifiedCount, JSON.stringify(change)).to.equal(results[1]!.modifiedCount);
        expect(results[0]!.deletedCount, JSON.stringify(change)).to.equal(results[1]!.deletedCount);
      }

      async function compare({ filter, sort, limit }: { filter: Doc; sort: Doc; limit: number }): Promise<void> {
        const about = JSON.stringify({ filter, sort, limit });
        // With _id at the end the order leaves nothing open; without it only the set of documents is certain.
        const order = { ...sort, _id: 1 } as never;
        const [expected, found] = await Promise.all(
          [plain, indexed].map((each) => each.find(filter).sort(order).limit(limit).toArray()),
        );
        expect(found, about).to.deep.equal(expected);
        expect(await indexed.countDocuments(filter), about).to.equal(await plain.countDocuments(filter));
        const [expectedKeys, foundKeys] = await Promise.all(
          [plain, indexed].map((each) =>
            each
              .find(filter)
              .sort(sort as never)
              .toArray(),
          ),
        );
        expect(ids(foundKeys!), about).to.deep.equal(ids(expectedKeys!));
        expect(sortValues(foundKeys!, sort), about).to.deep.equal(sortValues(expectedKeys!, sort));
      }
    }).timeout(TRIAL_MS);
  }

  it("are those of plain scans, with a bound of any type", async () => {
    const { Binary, MaxKey, MinKey, ObjectId, Timestamp } = mongoose.mongo;
    const simple = [null, 0, 5, NaN, "", "t", true, new Date(5), new ObjectId(), new Timestamp(1n)];
    const values = [
      ...simple,
      ...[{ x: 1 }, { x: 2 }, [], [1, 2], [[1]], [5, "t"], new MinKey(), new MaxKey(), new Binary(Buffer.from("x"))],
    ];
    const docs = running.db.collection<Doc>("docs");
    await docs.createIndexes([{ key: { any: 1 } }, { key: { single: -1 } }]);
    await docs.insertMany([{}, ...values.map((any) => ({ any })), ...simple.map((single) => ({ single }))] as Doc[]);
    for (const [name, index] of [
      ["any", "any_1"],
      ["single", "single_-1"],
    ] as const) {
      for (const operator of ["$gt", "$gte", "$lt", "$lte"]) {
        for (const value of values) {
          const filter = { [name]: { [operator]: value } };
          const hinted = (hint: Doc | string) =>
            docs
              .find(filter, { projection: { _id: 1 } })
              .hint(hint)
              .toArray();
          const scanned = await hinted({ $natural: 1 });
          expect(await hinted(index), JSON.stringify(filter)).to.have.deep.members(scanned);
          expect(await docs.countDocuments(filter), JSON.stringify(filter)).to.equal(scanned.length);
        }
      }
    }
  });
});

function ids(docs: Doc[]): number[] {
  return docs.map((doc) => doc._id as number).sort((a, b) => a - b);
}

/** What the sort fields hold in each document. Arrays sort by one of their elements: they are left to the other comparison. */
function sortValues(docs: Doc[], sort: Doc): unknown[] {
  const names = Object.keys(sort);
  const hasArrays = docs.some((doc) => names.some((name) => Array.isArray(doc[name.split(".")[0]!])));
  return hasArrays ? [] : docs.map((doc) => names.map((name): unknown => doc[name] ?? null));
}

function seeded(seed: number): Random {
  let state = seed * 2654435761;
  return (bound) => {
    state = Math.imul(state ^ (state >>> 15), 2246822519) + 0x6d2b79f5;
    const mixed = Math.imul(state ^ (state >>> 13), 3266489917);
    return ((mixed ^ (mixed >>> 16)) >>> 0) % bound;
  };
}

function pick<T>(random: Random, choices: T[]): T {
  return choices[random(choices.length)]!;
}

function randomValue(random: Random): unknown {
  return pick<unknown>(random, [0, 1, 2, 3, 1.5, -1, "p", "q", "pq", "", null, true, new Date(5), new Date(9)]);
}

function randomDoc(random: Random): Doc {
  const doc: Doc = {};
  for (const field of ["a", "b", "c"]) if (random(6) > 0) doc[field] = randomValue(random);
  if (random(8) === 0) doc.a = [randomValue(random), randomValue(random)];
  if (random(3) > 0) doc.tags = Array.from({ length: random(4) }, () => randomValue(random));
  if (Array.isArray(doc.a)) delete doc.tags;
  if (random(3) > 0) doc.d = Array.from({ length: random(3) }, () => ({ x: random(4), y: randomValue(random) }));
  else if (random(2) > 0) doc.d = { x: random(4) };
  return doc;
}

function randomFilter(random: Random): Doc {
  const clauses = Array.from({ length: random(4) }, () => randomClause(random));
  if (random(4) === 0) return { $or: [randomClause(random), randomClause(random)] };
  if (random(4) === 0) return { $and: [{}, ...clauses] };
  return Object.assign({}, ...clauses) as Doc;
}

function randomClause(random: Random): Doc {
  const name = pick(random, ["a", "b", "c", "tags", "d.x", "d.y"]);
  return { [name]: randomOperand(random) };
}

function randomOperand(random: Random): unknown {
  const value = () => randomValue(random);
  switch (random(14)) {
    case 0:
      return { $gt: value() };
    case 1:
      return { $gte: value(), $lt: value() };
    case 2:
      return { $lte: value() };
    case 3:
      return { $in: [value(), value(), value()] };
    case 4:
      return { $ne: value() };
    case 5:
      return { $exists: random(2) === 0 };
    case 6:
      return { $gt: random(3), $lt: 3 };
    case 7:
      return { $nin: [value()] };
    case 8:
      return /^p/;
    case 9:
      return { $type: pick(random, ["number", "string"]) };
    case 10:
      return { $all: [value(), value()] };
    case 11:
      return { $elemMatch: { $gte: random(3) } };
    default:
      return value();
  }
}

function randomSort(random: Random): Doc {
  const names = ["a", "b", "c", "tags", "d.x", "d.y"].filter(() => random(4) === 0).slice(0, 2);
  return Object.fromEntries(names.map((name) => [name, random(2) === 0 ? 1 : -1]));
}

function randomChange(random: Random): Doc {
  const filter = { _id: random(150) };
  switch (random(6)) {
    case 0:
      return { deleteOne: { filter } };
    case 1:
      return { replaceOne: { filter, replacement: randomDoc(random) } };
    case 2:
      return { updateMany: { filter: { b: randomValue(random) }, update: { $set: { c: randomValue(random) } } } };
    case 3:
      return { updateOne: { filter, update: { $unset: { b: "" } } } };
    default:
      return { updateOne: { filter, update: { $set: { b: randomValue(random), c: randomValue(random) } } } };
  }
}
