import { expect } from "chai";
import { isVersion, judgeEdit, sittingAfter, type Edit } from "../../src/notes/save-rules.js";

const START = new Date("2026-11-24T10:00:00Z");
const minutes = (count: number): Date => new Date(START.getTime() + count * 60_000);
const stored = { text: "As stored", version: 7, sitting: { id: "mine", startedAt: START, base: 4, turn: 3 } };
const edit = (change: Partial<Edit>): Edit => ({ text: "New", version: 7, sitting: "mine", turn: 4, ...change });

describe("What a save does to a note", () => {
  it("writes what was edited from the stored version, and a first text", () => {
    expect(judgeEdit(edit({}), stored)).to.equal("write");
    expect(judgeEdit(edit({ sitting: "other", turn: 1 }), stored)).to.equal("write");
    expect(judgeEdit(edit({ version: 0 }), null)).to.equal("write");
    expect(judgeEdit(edit({ version: 2 }), null)).to.equal("stale");
  });

  it("treats an older version of another window, or one from before this window began, as stale", () => {
    expect(judgeEdit(edit({ version: 6, sitting: "other" }), stored)).to.equal("stale");
    expect(judgeEdit(edit({ version: 3 }), stored)).to.equal("stale");
    expect(judgeEdit(edit({ version: 8 }), stored)).to.equal("stale");
  });

  it("continues from the window's own save whose answer was lost", () => {
    expect(judgeEdit(edit({ version: 4 }), stored)).to.equal("write");
    expect(judgeEdit(edit({ version: 6, turn: 3, text: "As stored" }), stored)).to.equal("repeat");
  });

  it("never lets an earlier save that arrives late replace a later one", () => {
    expect(judgeEdit(edit({ version: 6, turn: 2 }), stored)).to.equal("stale");
    expect(judgeEdit(edit({ version: 6, turn: 3 }), stored)).to.equal("stale");
  });

  it("keeps a version for another window, after ten minutes, and when much is removed at once", () => {
    expect(isVersion(edit({}), stored, minutes(9.9))).to.equal(false);
    expect(isVersion(edit({}), stored, minutes(10))).to.equal(true);
    expect(isVersion(edit({ sitting: "other" }), stored, START)).to.equal(true);
    expect(isVersion(edit({ sitting: "other", text: "As stored" }), stored, START)).to.equal(false);
    expect(isVersion(edit({ sitting: "other" }), { ...stored, text: "" }, START)).to.equal(false);
    const long = { ...stored, text: "x".repeat(200) };
    expect(isVersion(edit({ text: "x".repeat(99) }), long, START)).to.equal(true);
    expect(isVersion(edit({ text: "x".repeat(100) }), long, START)).to.equal(false);
  });

  it("lets a sitting begin with each window and each kept version", () => {
    const later = minutes(12);
    expect(sittingAfter(edit({}), stored, false, later)).to.deep.equal({ ...stored.sitting, turn: 4 });
    expect(sittingAfter(edit({}), stored, true, later)).to.deep.equal({ ...stored.sitting, startedAt: later, turn: 4 });
    const other = sittingAfter(edit({ sitting: "other", turn: 1 }), stored, false, later);
    expect(other).to.deep.equal({ id: "other", startedAt: later, base: 7, turn: 1 });
  });
});
