import { expect } from "chai";
import { byPartOfDay, daysOf, openDay, stripOf } from "../../src/availability/picker-rules.js";

const BERLIN = "Europe/Berlin";
const now = new Date("2026-11-23T09:00:00Z");
const windowEnd = new Date("2026-12-23T09:00:00Z");
const strip = (wanted?: string, sought?: string) => stripOf(wanted, sought, { zone: BERLIN, now, windowEnd });

describe("The picker of a time", () => {
  it("shows fourteen days from today, and leads to later ones while something can be booked there", () => {
    const first = strip();
    expect([first.first, first.earlier, first.later]).to.deep.equal(["2026-11-23", null, "2026-12-07"]);
    expect([first.from, first.to].map((at) => at.toISOString())).to.deep.equal([
      "2026-11-22T23:00:00.000Z",
      "2026-12-06T23:00:00.000Z",
    ]);
    const second = strip(first.later!);
    expect([second.first, second.earlier, second.later]).to.deep.equal(["2026-12-07", "2026-11-23", "2026-12-21"]);
    const last = strip(second.later!);
    expect([last.first, last.earlier, last.later]).to.deep.equal(["2026-12-21", "2026-12-07", null]);
  });

  it("never begins before today, nor after the last day that can be booked", () => {
    for (const wanted of ["2026-11-22", "2020-01-01", "2026-12-24", "2099-01-01"]) {
      expect(strip(wanted).first, wanted).to.equal("2026-11-23");
    }
    expect(strip("2026-12-01").earlier, "the way back ends today").to.equal("2026-11-23");
  });

  it("moves as far as it takes to show a day that is sought", () => {
    expect(strip(undefined, "2026-12-06").first).to.equal("2026-11-23");
    expect(strip(undefined, "2026-12-07").first).to.equal("2026-11-24");
    expect(strip("2026-12-07", "2026-11-25").first).to.equal("2026-11-25");
    expect(strip("2026-12-07", "2026-11-22").first, "not one that is over").to.equal("2026-12-07");
  });

  it("opens the day that is sought, else the nearest with free times, else the first", () => {
    const free = new Map(["2026-11-24", "2026-11-30"].map((date) => [date, [new Date(`${date}T10:00:00Z`)]]));
    const days = daysOf(strip(), free, BERLIN);
    expect(days).to.have.length(14);
    expect(openDay(days, "2026-11-30")?.date).to.equal("2026-11-30");
    expect(openDay(days, "2026-11-28")?.date).to.equal("2026-11-30");
    expect(openDay(days, "2026-11-25")?.date).to.equal("2026-11-24");
    expect(openDay(days, undefined)?.date).to.equal("2026-11-24");
    expect(openDay(daysOf(strip(), new Map(), BERLIN), "2026-11-25")).to.equal(null);
  });

  it("divides a day into night, morning, afternoon and evening by the reader's clock", () => {
    const at = ["23:00", "03:59", "04:00", "10:59", "11:00", "15:59", "16:00"].map((time, place) => {
      return new Date(`2026-11-${place === 0 ? 23 : 24}T${time}:00Z`);
    });
    const parts = byPartOfDay(at, BERLIN).map(([part, slots]) => [part, slots.length]);
    expect(parts).to.deep.equal([
      ["Night", 2],
      ["Morning", 2],
      ["Afternoon", 2],
      ["Evening", 1],
    ]);
  });
});
