import { expect } from "chai";
import { setImmediate as endOfTurn } from "node:timers/promises";
import { Duplex } from "node:stream";
import { gatherWrites } from "../../src/realtime/gather-writes.js";

describe("Gathered writes", () => {
  it("leave together at the end of the turn", async () => {
    const { stream, left } = recording();
    for (const word of ["one", "two", "three"]) {
      gatherWrites(stream);
      stream.write(word);
    }
    expect(left).to.deep.equal([]);
    await endOfTurn();
    expect(left).to.deep.equal(["one two three"]);
  });

  it("do not wait for many others in a long turn", async () => {
    const all = Array.from({ length: 40 }, recording);
    for (const { stream } of all) {
      gatherWrites(stream);
      stream.write("one");
    }
    expect(all.map(({ left }) => left.length)).to.deep.equal(all.map((_, place) => (place < 32 ? 1 : 0)));
    await endOfTurn();
    expect(all.map(({ left }) => left.length)).to.deep.equal(all.map(() => 1));
  });
});

/** A stream, and what left it in each call. */
function recording(): { stream: Duplex; left: string[] } {
  const left: string[] = [];
  const stream = new Duplex({
    read: () => undefined,
    write(chunk, _encoding, done) {
      left.push(String(chunk));
      done();
    },
    writev(chunks, done) {
      left.push(chunks.map(({ chunk }) => String(chunk)).join(" "));
      done();
    },
  });
  return { stream, left };
}
