import { expect } from "chai";
import { instantAt, nextWeek, offerEnds } from "../../src/offers/offer-rules.js";

const iso = (at: Date | null): string | undefined => at?.toISOString().slice(0, 16);

describe("The times of an offer", () => {
  for (const [zone, before, after] of [
    ["Europe/Berlin", "2026-11-24T09:00", "2026-12-01T09:00"],
    ["Europe/Berlin", "2026-10-20T07:00", "2026-10-27T08:00"],
    ["Europe/Berlin", "2027-03-23T08:00", "2027-03-30T07:00"],
    ["Australia/Lord_Howe", "2026-09-29T00:00", "2026-10-05T23:30"],
  ] as const) {
    it(`are the same by the clocks of ${zone} a week after ${before}`, () => {
      expect(iso(nextWeek(new Date(`${before}:00Z`), zone))).to.equal(after);
    });
  }

  it("end after a number of hours, and never beyond a start that they are about", () => {
    const now = new Date("2026-11-24T09:00:00Z");
    const far = new Date("2026-12-24T09:00:00Z");
    expect(iso(offerEnds(now, 48, far))).to.equal("2026-11-26T09:00");
    expect(iso(offerEnds(now, 48, far, new Date("2026-11-25T12:00:00Z")))).to.equal("2026-11-25T12:00");
  });

  it("are read by the clocks of their zone, but for a time that these skip", () => {
    expect(iso(instantAt("2026-11-24", "10:00", "Europe/Berlin"))).to.equal("2026-11-24T09:00");
    expect(instantAt("2027-03-28", "02:30", "Europe/Berlin")).to.equal(null);
  });
});
