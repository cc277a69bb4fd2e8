import { expect } from "chai";
import { pastYear } from "../../src/demo/demo-history-rules.js";

const NOW = new Date("2026-11-28T15:00:00.000Z");

describe("The demo's year of sessions", () => {
  it("is the same whenever it is made on a day", () => {
    expect(pastYear(NOW)).to.deep.equal(pastYear(new Date("2026-11-28T16:00:00.000Z")));
  });

  it("is over, was booked before, and has no two sessions of one person at once", () => {
    const sessions = pastYear(NOW);
    expect(sessions).to.have.length.greaterThan(250);
    for (let day = 0; day < 7; day += 1) {
      const now = new Date(NOW.getTime() - day * 86_400_000);
      for (const { startsAt, bookedAt } of pastYear(now)) {
        expect(startsAt.getTime()).to.be.lessThan(now.getTime() - 86_000_000);
        expect(bookedAt.getTime()).to.be.lessThan(startsAt.getTime());
      }
    }
    for (const who of ["client", "counsellor"] as const) {
      const times = sessions.map((one) => `${one[who]} ${one.startsAt.toISOString()}`);
      expect(new Set(times).size, who).to.equal(times.length);
    }
  });

  it("ends in every way that a session can", () => {
    const outcomes = new Set(pastYear(NOW).map(({ outcome }) => outcome));
    expect([...outcomes].sort()).to.deep.equal([
      "cancelled early",
      "cancelled late",
      "client absent",
      "completed",
      "counsellor",
      "unattended",
    ]);
  });
});
