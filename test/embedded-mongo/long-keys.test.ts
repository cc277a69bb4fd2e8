import { expect } from "chai";
import { prefixRange } from "../../src/embedded-mongo/storage/view.js";
import { refusal, withServer, type Doc } from "./support.js";

describe("Long index keys in the embedded database", () => {
  const running = withServer();
  const docs = () => running.db.collection<Doc>("docs");
  const base = "ä".repeat(930);
  /** Values that begin alike for 1,860 bytes, then differ before, at and after the place where a key is cut off. */
  const texts = [
    "",
    "a",
    "b",
    "aaaaaaaaaaaaaaaaaaaaaaa",
    "aaaaaaaaaaaaaaaaaaaaaab",
    "z".repeat(40),
    `${"z".repeat(3000)}b`,
    `${"z".repeat(3000)}a`,
  ].map((end) => base + end);
  const sorted = texts.toSorted();
  const explain = async (filter: Doc, sort: Doc = {}): Promise<number> => {
    const { executionStats } = await running.db.command({ explain: { find: "docs", filter, sort } });
    return Number((executionStats as Doc).totalDocsExamined);
  };

  beforeEach(async () => {
    const others = Array.from({ length: 50 }, (_, i) => ({ text: `other ${i}`, n: 50 + i, half: 2 }));
    await docs().insertMany([...texts.map((text, n) => ({ text, n, half: n % 2 })), ...others]);
  });

  for (const key of [{ text: 1 }, { text: -1 }, { half: 1, text: 1 }, { half: -1, text: -1, n: 1 }] as const) {
    it(`find, sort and count as a scan does: ${JSON.stringify(key)}`, async () => {
      const filters: Doc[] = texts
        .slice(3, 7)
        .flatMap((text) =>
          [
            text,
            { $gt: text },
            { $gte: text },
            { $lt: text },
            { $lte: text },
            { $in: [text, `${text}a`, base, "other 3"] },
          ].map((condition) => ({ text: condition, half: { $in: [0, 1, 2] } })),
        );
      filters.push({ text: /^ä/, half: 1 }, { text: /^other/ }, {});
      const answers = async (): Promise<unknown[]> => {
        const found: unknown[] = [];
        for (const filter of filters) {
          for (const direction of [1, -1] as const) {
            const order = Object.fromEntries(Object.entries(key).map(([name, way]) => [name, way * direction]));
            const cursor = docs()
              .find(filter)
              .sort({ ...order, n: direction });
            found.push((await cursor.toArray()).map(({ n }) => n as number));
          }
          found.push(await docs().countDocuments(filter));
        }
        return found;
      };
      const scanned = await answers();
      await docs().createIndex(key);
      expect(await answers()).to.deep.equal(scanned);
    });
  }

  it("give a sorted page without reading all", async () => {
    await docs().createIndex({ text: 1 });
    const page = docs()
      .find({ text: { $gte: base } })
      .sort({ text: -1 })
      .limit(3);
    expect((await page.toArray()).map(({ text }) => text as string)).to.deep.equal(sorted.toReversed().slice(0, 3));
    expect(await explain({ text: texts[6] }), "a lookup reads what begins alike").to.be.within(1, texts.length);
  });

  it("are unique by all of the value", async () => {
    await docs().createIndex({ text: 1 }, { unique: true });
    for (const text of texts) await refusal(docs().insertOne({ text }), 11000);
    await docs().insertOne({ text: `${texts.at(-1)}!` });
    await refusal(docs().updateOne({ n: 0 }, { $set: { text: texts[6] } }), 11000);
    await docs().deleteOne({ text: texts[6] });
    await docs().updateOne({ n: 0 }, { $set: { text: texts[6] } });
    expect((await docs().find({ text: texts[6] }).toArray()).map(({ n }) => n as number)).to.deep.equal([0]);
  });

  it("are kept for each element of an array, also in a transaction", async () => {
    await docs().createIndex({ words: 1 });
    await running.client.withSession((session) =>
      session.withTransaction(async () => {
        await docs().insertOne({ words: texts, n: 100 }, { session });
        expect(await docs().countDocuments({ words: texts[7] }, { session })).to.equal(1);
      }),
    );
    for (const text of texts) expect(await docs().countDocuments({ words: text }), text.slice(930)).to.equal(1);
    await docs().updateOne({ n: 100 }, { $pull: { words: texts[7] } } as Doc);
    expect(await docs().countDocuments({ words: texts[7] })).to.equal(0);
    expect(await docs().countDocuments({ words: texts[6] })).to.equal(1);
  });

  it("lie in the range of a prefix only where they begin with it", () => {
    const bytes = [0x00, 0x7f, 0xff];
    const short = [[], ...bytes.map((byte) => [byte])];
    const keys = short.flatMap((a) => short.flatMap((b) => short.map((c) => Buffer.from([...a, ...b, ...c]))));
    for (const prefix of keys.filter((key) => key.some((byte) => byte !== 0xff))) {
      const { start, end } = prefixRange(prefix);
      for (const key of keys) {
        const lies = Buffer.compare(key, start) >= 0 && Buffer.compare(key, end) < 0;
        expect(lies, `${key.toString("hex")} by ${prefix.toString("hex")}`).to.equal(
          key.subarray(0, prefix.length).equals(prefix),
        );
      }
    }
  });
});
