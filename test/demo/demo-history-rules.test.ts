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

  it("fills the whole year, week by week, at the full hours of working days", () => {
    const sessions = pastYear(NOW);
    const weeksAgo = sessions.map(({ startsAt }) => (Number(NOW) - Number(startsAt)) / (7 * 86_400_000));
    expect(new Set(weeksAgo.map(Math.floor)).size).to.equal(53);
    expect(Math.max(...weeksAgo)).to.be.within(52, 53);
    for (const { startsAt, bookedAt } of sessions) {
      expect(startsAt.toISOString()).to.match(/T(0[89]|1\d):00:00\.000Z$/);
      expect(startsAt.getUTCDay()).not.to.equal(0);
      expect(Number(startsAt) - Number(bookedAt)).to.be.within(86_400_000, 21 * 86_400_000);
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
