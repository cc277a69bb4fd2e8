import { expect } from "chai";
import { DEFAULTS, problemsOf, type Availability, type Range } from "../../src/availability/availability-rules.js";
import {
  isInsideHours,
  isOffered,
  nearestTo,
  slotsBetween,
  slotsByDay,
  ticksOf,
} from "../../src/availability/slot-rules.js";

const day = (...ranges: [string, string][]): Range[] => ranges.map(([from, to]) => ({ from, to }));
const everyDay = (...ranges: [string, string][]): Range[][] => Array.from({ length: 7 }, () => day(...ranges));

function berlin(changes: Partial<Availability> = {}): Availability {
  const weekly = everyDay(["09:00", "12:00"]);
  return { ...DEFAULTS, zone: "Europe/Berlin", weekly, overrides: [], version: 1, minimumNoticeHours: 0, ...changes };
}

interface Question {
  availability?: Availability;
  minutes?: number;
  taken?: Set<number>;
  now?: string;
  from: string;
  to: string;
}

function slots({
  availability = berlin(),
  minutes = 50,
  taken = new Set(),
  now = "2026-01-01T00:00Z",
  ...period
}: Question) {
  const question = {
    availability,
    minutes,
    taken,
    now: new Date(now),
    from: new Date(period.from),
    to: new Date(period.to),
  };
  return slotsBetween(question).map((slot) => slot.toISOString().slice(5, 16));
}

const WEEK_IN_JANUARY = { from: "2026-01-05T00:00Z", to: "2026-01-06T00:00Z" };

describe("Slots", () => {
  it("are every step of the hours in which the whole session fits", () => {
    expect(slots(WEEK_IN_JANUARY)).to.deep.equal([
      "01-05T08:00",
      "01-05T08:30",
      "01-05T09:00",
      "01-05T09:30",
      "01-05T10:00",
    ]);
  });

  it("begin again with each range of a day", () => {
    const weekly = everyDay(["09:00", "10:00"], ["13:15", "14:15"]);
    expect(slots({ ...WEEK_IN_JANUARY, availability: berlin({ weekly }) })).to.deep.equal([
      "01-05T08:00",
      "01-05T12:15",
    ]);
  });

  it("may end at midnight", () => {
    const weekly = everyDay(["23:00", "24:00"]);
    expect(slots({ ...WEEK_IN_JANUARY, availability: berlin({ weekly }), minutes: 60 })).to.deep.equal(["01-05T22:00"]);
  });

  it("come from ranges that may touch but not overlap", () => {
    const problems = (...ranges: [string, string][]): number[] => [...problemsOf(day(...ranges)).keys()];
    expect(problems(["09:00", "12:00"], ["12:00", "13:00"], ["22:00", "02:00"])).to.deep.equal([]);
    expect(problems(["09:00", "12:00"], ["11:55", "13:00"])).to.deep.equal([1]);
    expect(problems(["22:00", "02:00"], ["23:00", "24:00"])).to.deep.equal([1]);
    expect(problems(["20:00", "08:00"]), "twelve hours").to.deep.equal([]);
    expect(problems(["20:00", "07:55"], ["19:00", "07:05"])).to.deep.equal([1]);
    expect(problems(["24:00", "02:00"], ["09:00", "09:00"])).to.deep.equal([0, 1]);
  });

  it("run past midnight, on one grid, and belong to the day they begin on", () => {
    const weekly = everyDay();
    weekly[0] = day(["22:00", "01:30"]);
    const week = { from: "2026-01-05T00:00Z", to: "2026-01-12T00:00Z" };
    const availability = berlin({ weekly, slotStepMinutes: 45 });
    const found = ["01-05T21:00", "01-05T21:45", "01-05T22:30", "01-05T23:15"];
    expect(slots({ ...week, availability })).to.deep.equal(found);
    expect(slots({ ...week, from: "2026-01-05T23:10Z", availability })).to.deep.equal(["01-05T23:15"]);
    const closed = berlin({ weekly, overrides: [{ date: "2026-01-05", ranges: [] }] });
    expect(slots({ ...week, availability: closed })).to.deep.equal([]);
    const sunday = berlin({ weekly: [...Array<Range[]>(6).fill([]), day(["23:00", "01:00"])] });
    expect(slots({ ...WEEK_IN_JANUARY, from: "2026-01-04T00:00Z", availability: sunday })).to.deep.equal([
      "01-04T22:00",
      "01-04T22:30",
      "01-04T23:00",
    ]);
  });

  it("run past midnight into a night in which the clock jumps", () => {
    const weekly = everyDay(["23:00", "04:00"]);
    const spring = { now: "2026-03-20T00:00Z", from: "2026-03-28T22:00Z", to: "2026-03-29T03:00Z" };
    const found = slots({ ...spring, availability: berlin({ weekly, slotStepMinutes: 60 }), minutes: 60 });
    expect(found).to.deep.equal(["03-28T22:00", "03-28T23:00", "03-29T00:00", "03-29T01:00"]);
  });

  it("know whether a session across midnight is inside the hours", () => {
    const night = berlin({ weekly: everyDay(["22:00", "02:00"]) });
    const at = (time: string): Date => new Date(`2026-01-${time}Z`);
    expect(isInsideHours(night, at("05T22:40"), at("05T23:30"))).to.equal(true);
    expect(isInsideHours(night, at("06T00:00"), at("06T00:50"))).to.equal(true);
    expect(isInsideHours(night, at("06T00:30"), at("06T01:20"))).to.equal(false);
  });

  it("keep notice, window and bounds to the millisecond", () => {
    const at = (now: string, changes: Partial<Availability>): string[] =>
      slots({ ...WEEK_IN_JANUARY, to: "2026-01-06T00:00Z", now, availability: berlin(changes) });
    const notice = { minimumNoticeHours: 12 };
    expect(at("2026-01-04T20:00:00.000Z", notice)[0]).to.equal("01-05T08:00");
    expect(at("2026-01-04T20:00:00.001Z", notice)[0]).to.equal("01-05T08:30");
    const window = { bookingWindowDays: 7 };
    expect(at("2025-12-29T10:00:00.000Z", window).at(-1)).to.equal("01-05T09:30");
    expect(at("2025-12-29T10:00:00.001Z", window).at(-1)).to.equal("01-05T10:00");
    const bounds = { from: "2026-01-05T08:30Z", to: "2026-01-05T09:30Z" };
    expect(slots(bounds)).to.deep.equal(["01-05T08:30", "01-05T09:00"]);
  });

  it("follow the weekday of the counsellor's zone", () => {
    const weekly = everyDay();
    weekly[0] = day(["00:00", "01:00"]);
    const availability = berlin({ weekly, zone: "Pacific/Auckland" });
    const week = { from: "2026-01-01T00:00Z", to: "2026-01-08T00:00Z" };
    expect(slots({ ...week, availability })).to.deep.equal(["01-04T11:00"]);
  });

  it("follow an override instead of the weekday's hours", () => {
    const overrides = [
      { date: "2026-01-05", ranges: [] },
      { date: "2026-01-06", ranges: day(["20:00", "21:00"]) },
    ];
    const days = { from: "2026-01-05T00:00Z", to: "2026-01-07T00:00Z" };
    expect(slots({ ...days, availability: berlin({ overrides }) })).to.deep.equal(["01-06T19:00"]);
  });

  it("keep clear of claims and leave room for their own buffer", () => {
    const taken = new Set(ticksOf(new Date("2026-01-05T09:00Z"), new Date("2026-01-05T09:50Z"), 10));
    expect(slots({ ...WEEK_IN_JANUARY, taken })).to.deep.equal(["01-05T08:00", "01-05T10:00"]);
    expect(slots({ ...WEEK_IN_JANUARY, taken, availability: berlin({ bufferMinutes: 15 }) })).to.deep.equal([
      "01-05T10:00",
    ]);
  });

  describe("where the clock jumps forward (Berlin, 29 March 2026, 02:00 to 03:00)", () => {
    const night = { now: "2026-03-20T00:00Z", from: "2026-03-28T23:00Z", to: "2026-03-29T10:00Z" };

    it("skip the times that do not exist", () => {
      const weekly = everyDay(["01:00", "05:00"]);
      const found = slots({ ...night, availability: berlin({ weekly }), minutes: 30 });
      expect(found).to.deep.equal([
        "03-29T00:00",
        "03-29T00:30",
        "03-29T01:00",
        "03-29T01:30",
        "03-29T02:00",
        "03-29T02:30",
      ]);
    });

    it("end with a range whose end does not exist", () => {
      const weekly = everyDay(["01:00", "02:30"]);
      expect(slots({ ...night, availability: berlin({ weekly }), minutes: 60 })).to.deep.equal(["03-29T00:00"]);
    });
  });

  describe("where the clock jumps back (Berlin, 25 October 2026, 03:00 to 02:00)", () => {
    const night = { now: "2026-10-20T00:00Z", from: "2026-10-24T22:00Z", to: "2026-10-25T08:00Z" };

    it("offer a time that exists twice once", () => {
      const weekly = everyDay(["01:00", "04:00"]);
      const found = slots({ ...night, availability: berlin({ weekly }), minutes: 30 });
      expect(found).to.deep.equal([
        "10-24T23:00",
        "10-24T23:30",
        "10-25T00:00",
        "10-25T00:30",
        "10-25T02:00",
        "10-25T02:30",
      ]);
    });

    it("leave no session running outside the hours", () => {
      const weekly = everyDay(["02:30", "04:00"]);
      expect(slots({ ...night, availability: berlin({ weekly }), minutes: 60 })).to.deep.equal([
        "10-25T01:30",
        "10-25T02:00",
      ]);
    });
  });

  it("are offered one by one exactly as they are listed", () => {
    const question = {
      availability: berlin(),
      minutes: 50,
      taken: new Set<number>(),
      now: new Date("2026-01-01T00:00Z"),
    };
    expect(isOffered(question, new Date("2026-01-05T08:30Z"))).to.equal(true);
    expect(isOffered(question, new Date("2026-01-05T08:35Z"))).to.equal(false);
    expect(isOffered(question, new Date("2026-01-05T08:30:00.001Z"))).to.equal(false);
    expect(isOffered(question, new Date("2025-12-31T08:30Z"))).to.equal(false);
  });

  it("are found nearest to a time that is gone", () => {
    const free = [8, 9, 14, 15, 20].map((hour) => new Date(Date.UTC(2026, 0, 5, hour)));
    const near = nearestTo(new Date("2026-01-05T13:00Z"), free, 3).map((slot) => slot.getUTCHours());
    expect(near).to.deep.equal([9, 14, 15]);
  });

  it("fall on the days of their reader's zone", () => {
    const late = [new Date("2026-01-05T22:30Z"), new Date("2026-01-05T23:30Z")];
    expect([...slotsByDay(late, "Europe/London").keys()]).to.deep.equal(["2026-01-05"]);
    expect([...slotsByDay(late, "Europe/Berlin").keys()]).to.deep.equal(["2026-01-05", "2026-01-06"]);
  });

  it("know whether a booked session is inside changed hours", () => {
    const at = (time: string): Date => new Date(`2026-01-05T${time}Z`);
    expect(isInsideHours(berlin(), at("08:10"), at("09:00"))).to.equal(true);
    expect(isInsideHours(berlin(), at("10:30"), at("11:20"))).to.equal(false);
    const touching = berlin({ weekly: everyDay(["09:00", "12:00"], ["12:00", "15:00"], ["23:00", "24:00"]) });
    expect(isInsideHours(touching, at("10:30"), at("11:20")), "over the seam").to.equal(true);
    expect(isInsideHours(touching, at("13:30"), at("14:20")), "over the end").to.equal(false);
  });
});
