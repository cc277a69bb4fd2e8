import { expect } from "chai";
import { mock } from "node:test";
import { pino } from "pino";
import { inBatches } from "../../src/migrations/in-batches.js";

describe("A step over many records", () => {
  afterEach(() => mock.restoreAll());

  const records = async function* (count: number): AsyncIterable<number> {
    for (let number = 0; number < count; number += 1) yield await Promise.resolve(number);
  };
  /** Works on so many records, each batch in so many milliseconds. */
  const run = async (count: number, ms: number): Promise<{ batches: number[][]; said: unknown[] }> => {
    const [batches, lines]: [number[][], string[]] = [[], []];
    let now = 0;
    const clock = mock.method(performance, "now", () => now);
    const log = pino({}, { write: (line: string) => void lines.push(line) });
    await inBatches({ log }, records(count), (some: number[]) => {
      now += ms;
      return Promise.resolve(batches.push(some));
    });
    clock.mock.restore();
    return { batches, said: lines.map((line) => (JSON.parse(line) as { records: unknown }).records) };
  };

  it("takes 500 at a time, and each once", async () => {
    const { batches, said } = await run(1001, 10);
    expect(batches.map(({ length }) => length)).to.deep.equal([500, 500, 1]);
    expect(batches.flat()).to.deep.equal(Array.from({ length: 1001 }, (_, number) => number));
    expect(said).to.deep.equal([]);
    expect((await run(0, 10)).batches).to.deep.equal([]);
    expect((await run(500, 10)).batches).to.have.length(1);
  });

  it("says every five seconds how many are done", async () => {
    expect((await run(2100, 2500)).said).to.deep.equal([1000, 2000]);
  });
});
