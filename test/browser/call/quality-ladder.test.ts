import { expect } from "chai";
import { QualityLadder, type LineStats } from "../../../src/browser/call/quality-ladder.js";

const SECOND = 1000;
const GOOD: LineStats = { loss: 0, roundTripMs: 40, kbitPerSecond: 1500 };
const LOSSY: LineStats = { ...GOOD, loss: 0.15 };
const BAD: LineStats = { ...GOOD, loss: 0.3 };
const DEAF: LineStats = { ...GOOD, loss: 0.7 };

/** Looks once a second from `from` to before `to`, and tells when the step changed. */
function watch(ladder: QualityLadder, from: number, to: number, sight: LineStats): string[] {
  const changes: string[] = [];
  for (let second = from; second < to; second += 1) {
    const before = ladder.step;
    const step = ladder.look(sight, second * SECOND);
    if (step !== before) changes.push(`${step} at ${second}`);
  }
  return changes;
}

/** How many seconds after `from` the step changes on such a line. Throws when it stays for ten minutes. */
function untilChange(ladder: QualityLadder, from: number, sight: LineStats): number {
  const before = ladder.step;
  for (let after = 0; after < 600; after += 1) {
    if (ladder.look(sight, (from + after) * SECOND) !== before) return after;
  }
  throw new Error(`The step stays ${before}`);
}

describe("The ladder of a call's quality", () => {
  it("sends everything over a good connection, and while nothing is known", () => {
    const unknown = { loss: null, roundTripMs: null, kbitPerSecond: null };
    expect(watch(new QualityLadder(), 0, 600, GOOD)).to.deep.equal([]);
    expect(watch(new QualityLadder(), 0, 600, unknown)).to.deep.equal([]);
  });

  it("ignores bad moments of less than three seconds", () => {
    const ladder = new QualityLadder();
    for (let second = 0; second < 60; second += 4) {
      expect(watch(ladder, second, second + 3, DEAF)).to.deep.equal([]);
      expect(watch(ladder, second + 3, second + 4, GOOD)).to.deep.equal([]);
    }
  });

  it("goes down one step at a time, and only as far as the connection demands", () => {
    expect(watch(new QualityLadder(), 0, 60, LOSSY)).to.deep.equal(["reduced at 3"]);
    expect(watch(new QualityLadder(), 0, 60, BAD)).to.deep.equal(["reduced at 3", "audio at 7"]);
    expect(watch(new QualityLadder(), 0, 60, DEAF)).to.deep.equal(["reduced at 3", "audio at 7", "chat at 11"]);
  });

  it("heeds delay and bandwidth as much as loss", () => {
    expect(watch(new QualityLadder(), 0, 60, { ...GOOD, roundTripMs: 1000 })).to.deep.equal(["reduced at 3"]);
    expect(watch(new QualityLadder(), 0, 60, { ...GOOD, kbitPerSecond: 100 })).to.include("reduced at 3");
    expect(watch(new QualityLadder(), 0, 10, { ...GOOD, kbitPerSecond: 30 })).to.deep.equal([
      "reduced at 3",
      "audio at 7",
    ]);
  });

  it("goes up one step after each ten good seconds", () => {
    const ladder = new QualityLadder();
    watch(ladder, 0, 20, DEAF);
    expect(watch(ladder, 20, 120, GOOD)).to.deep.equal(["audio at 30", "reduced at 41", "full at 52"]);
  });

  it("does not go up while the connection is only just good enough", () => {
    const ladder = new QualityLadder();
    watch(ladder, 0, 5, LOSSY);
    expect(watch(ladder, 5, 300, { ...GOOD, loss: 0.06 })).to.deep.equal([]);
  });

  it("doubles the wait each time that a step up soon fails, up to two minutes", () => {
    const ladder = new QualityLadder();
    const waits: number[] = [];
    watch(ladder, 0, 4, LOSSY);
    let now = 4;
    for (let round = 0; round < 6; round += 1) {
      waits.push(untilChange(ladder, now, GOOD));
      now += waits.at(-1)! + 1;
      now += untilChange(ladder, now, LOSSY) + 1;
    }
    expect(waits).to.deep.equal([10, 20, 40, 80, 120, 120]);
  });

  it("sends everything while a person insists, and then adapts again", () => {
    const ladder = new QualityLadder();
    watch(ladder, 0, 10, BAD);
    ladder.hold(true);
    expect(ladder.step).to.equal("full");
    expect(watch(ladder, 10, 60, DEAF)).to.deep.equal([]);
    ladder.hold(false);
    expect(ladder.step).to.equal("audio");
    expect(watch(ladder, 60, 70, DEAF)).to.deep.equal(["chat at 63"]);
  });
});
