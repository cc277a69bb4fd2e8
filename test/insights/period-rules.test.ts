import { expect } from "chai";
import { usedHours } from "../../src/insights/insight-tables.js";
import {
  daysBetween,
  offsetsBetween,
  periodBefore,
  periodBetween,
  periodUntil,
  periodsAround,
  stepsOf,
} from "../../src/insights/period-rules.js";

const HOUR_MS = 3_600_000;

describe("A period of a counsellor's figures", () => {
  const hours = ({ from, until }: { from: Date; until: Date }): number => (until.getTime() - from.getTime()) / HOUR_MS;

  it("ends with today in their zone", () => {
    const now = new Date("2026-11-28T23:30:00Z");
    expect(periodUntil(now, 28, "Europe/Berlin")).to.deep.include({ firstDay: "2026-11-02", lastDay: "2026-11-29" });
    expect(periodUntil(now, 28, "America/New_York")).to.deep.include({ firstDay: "2026-11-01", lastDay: "2026-11-28" });
    expect(periodUntil(now, 1, "Asia/Kolkata")).to.deep.include({
      firstDay: "2026-11-29",
      lastDay: "2026-11-29",
      days: 1,
    });
  });

  it("begins and ends at midnight by their clocks, on either side of a change", () => {
    const spring = periodBetween("2026-03-28", "2026-03-30", "Europe/Berlin");
    expect([spring.from.toISOString(), spring.until.toISOString()]).to.deep.equal([
      "2026-03-27T23:00:00.000Z",
      "2026-03-30T22:00:00.000Z",
    ]);
    expect(hours(spring)).to.equal(71);
    expect(hours(periodBetween("2026-10-24", "2026-10-26", "Europe/Berlin"))).to.equal(73);
    expect(hours(periodBetween("2026-10-04", "2026-10-04", "Australia/Lord_Howe"))).to.equal(23.5);
    expect(hours(periodBetween("2026-04-05", "2026-04-05", "Australia/Lord_Howe"))).to.equal(24.5);
  });

  it("follows on a period of as many days", () => {
    const before = periodBefore(periodBetween("2026-03-01", "2026-03-31", "Europe/Berlin"));
    expect(before).to.deep.include({ firstDay: "2026-01-29", lastDay: "2026-02-28", days: 31 });
    expect(before.until).to.deep.equal(new Date("2026-02-28T23:00:00Z"));
  });

  it("has steps of a week from its first day on, of four weeks where it is long, the last of which may be shorter", () => {
    const days = stepsOf(periodBetween("2026-03-24", "2026-04-08", "Europe/Berlin")).map((week) => [
      week.firstDay,
      week.lastDay,
      hours(week),
    ]);
    expect(days).to.deep.equal([
      ["2026-03-24", "2026-03-30", 167],
      ["2026-03-31", "2026-04-06", 168],
      ["2026-04-07", "2026-04-08", 48],
    ]);
    const whole = periodBetween("2026-01-01", "2026-12-30", "Europe/Berlin");
    const weeks = stepsOf(whole);
    const years = stepsOf(periodBetween("2018-12-01", "2026-11-28", "Europe/Berlin"));
    expect(years[1]).to.include({ firstDay: "2018-12-29", lastDay: "2019-01-25" });
    expect(years.at(-1)).to.include({ firstDay: "2026-11-21", lastDay: "2026-11-28" });
    expect([weeks.length, weeks[0]?.from, weeks.at(-1)?.until]).to.deep.equal([52, whole.from, whole.until]);
  });

  it("is one of few around moments that are near each other", () => {
    const at = (...days: string[]) => days.map((day) => new Date(`${day}:30:00Z`));
    const around = periodsAround(
      at("2026-03-29T22", "2026-01-10T22", "2026-03-24T23", "2026-01-11T12"),
      "Europe/Berlin",
    );
    expect(around.map(({ firstDay, lastDay }) => `${firstDay} ${lastDay}`)).to.deep.equal([
      "2026-01-10 2026-01-11",
      "2026-03-25 2026-03-30",
    ]);
    expect(periodsAround([], "Europe/Berlin")).to.deep.equal([]);
  });

  it("counts its days, also the wrong way round", () => {
    expect(daysBetween("2026-02-28", "2026-03-01")).to.equal(2);
    expect(daysBetween("2026-03-01", "2026-03-01")).to.equal(1);
    expect(daysBetween("2026-03-02", "2026-03-01")).to.equal(0);
  });

  it("knows how far its zone is ahead of UTC, and when that changes", () => {
    const offsets = (from: string, until: string, zone: string): [string, number][] =>
      offsetsBetween(new Date(from), new Date(until), zone).map((each) => [
        each.until.toISOString(),
        each.ms / HOUR_MS,
      ]);
    expect(offsets("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "Europe/Berlin")).to.deep.equal([
      ["2026-03-29T01:00:00.000Z", 1],
      ["2026-10-25T01:00:00.000Z", 2],
      ["2027-01-01T00:00:00.000Z", 1],
    ]);
    expect(offsets("2026-03-01T00:00:00Z", "2026-05-01T00:00:00Z", "Australia/Lord_Howe")).to.deep.equal([
      ["2026-04-04T15:00:00.000Z", 11],
      ["2026-05-01T00:00:00.000Z", 10.5],
    ]);
    expect(offsets("2026-01-01T00:00:00Z", "2026-12-01T00:00:00Z", "Asia/Kolkata")).to.deep.equal([
      ["2026-12-01T00:00:00.000Z", 5.5],
    ]);
  });

  it("has the hours in which there are sessions, and working hours where there are none", () => {
    const day = (...hours: number[]): number[] =>
      Array.from({ length: 24 }, (_, hour) => (hours.includes(hour) ? 2 : 0));
    expect([usedHours([day(7), day(19, 8)]), usedHours([day(), day()])]).to.deep.equal([
      [7, 20],
      [9, 17],
    ]);
  });
});
