import { expect } from "chai";
import { dayBounds, dayOf } from "../../src/web/zone-days-rules.js";

describe("A day in a zone", () => {
  const hoursOf = (now: string, zone: string): [string, string, number] => {
    const { from, until } = dayBounds(dayOf(new Date(now), zone), zone);
    return [from.toISOString(), until.toISOString(), (until.getTime() - from.getTime()) / 3_600_000];
  };

  it("lasts from midnight to midnight, also where the clock changes", () => {
    const days = [
      hoursOf("2026-11-28T23:30:00Z", "Europe/Berlin"),
      hoursOf("2026-03-29T12:00:00Z", "Europe/Berlin"),
      hoursOf("2026-10-25T00:30:00Z", "Europe/Berlin"),
      hoursOf("2026-11-28T18:29:59Z", "Asia/Kolkata"),
      hoursOf("2026-10-03T20:00:00Z", "Australia/Lord_Howe"),
      hoursOf("2026-04-24T10:00:00Z", "Africa/Cairo"),
    ];
    expect(days).to.deep.equal([
      ["2026-11-28T23:00:00.000Z", "2026-11-29T23:00:00.000Z", 24],
      ["2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z", 23],
      ["2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z", 25],
      ["2026-11-27T18:30:00.000Z", "2026-11-28T18:30:00.000Z", 24],
      ["2026-10-03T13:30:00.000Z", "2026-10-04T13:00:00.000Z", 23.5],
      ["2026-04-23T22:00:00.000Z", "2026-04-24T21:00:00.000Z", 23],
    ]);
  });
});
