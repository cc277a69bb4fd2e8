import { expect } from "chai";
import { Temporal } from "temporal-polyfill";
import { minuteOfDay, type Availability, type Range } from "../../src/availability/availability-rules.js";
import { isOffered, slotsBetween, ticksOf } from "../../src/availability/slot-rules.js";
import { Random } from "../support/random.js";

const SEQUENCES = 10_000;
const MINUTE = 60_000;
const TICK = 5 * MINUTE;
const HOUR = 60 * MINUTE;

/** Moments in the middle of clock changes, both ways, and one where a whole day was left out. */
const CHANGES: [zone: string, around: string][] = [
  ["Europe/Berlin", "2026-03-29T01:00Z"],
  ["Europe/Berlin", "2026-10-25T01:00Z"],
  ["America/New_York", "2026-03-08T07:00Z"],
  ["America/New_York", "2026-11-01T06:00Z"],
  ["Asia/Kolkata", "2026-05-05T00:00Z"],
  ["Australia/Lord_Howe", "2026-04-04T15:00Z"],
  ["Australia/Lord_Howe", "2026-10-03T15:30Z"],
  ["Africa/Cairo", "2026-04-23T22:00Z"],
  ["Africa/Cairo", "2026-10-29T21:00Z"],
  ["America/Havana", "2026-03-08T05:00Z"],
  ["America/Havana", "2026-11-01T05:00Z"],
  ["Pacific/Apia", "2011-12-30T10:00Z"],
  ["Pacific/Apia", "2021-04-03T14:00Z"],
  ["Pacific/Apia", "2020-09-26T14:00Z"],
];

describe("Slots in random sequences", () => {
  it(`hold every promise in ${SEQUENCES} of them, checked minute by minute against the wall clock`, () => {
    const random = new Random(20261123);
    for (let round = 0; round < SEQUENCES; round += 1) {
      const [zone, around] = random.pick(CHANGES);
      const question = randomQuestion(random, zone, Date.parse(around));
      const found = slotsBetween(question);
      const where = `round ${round}, ${zone} around ${around}`;
      expect(found.map(Number), where).to.deep.equal([...new Set(found.map(Number))].sort((a, b) => a - b));
      expectSound(found, question, where);
      const [one, near] = [random.pick(found), new Date(question.from.getTime() + random.whole(0, 200) * TICK)];
      if (one) expect(isOffered(question, one), `${where}: listed but not offered`).to.equal(true);
      const isListed = found.some((slot) => slot.getTime() === near.getTime());
      if (near < question.to) expect(isOffered(question, near), `${where}: offered but not listed`).to.equal(isListed);
      expectComplete(found, question, where);
    }
  }).timeout(60_000);
});

type Question = Parameters<typeof slotsBetween>[0];

function randomQuestion(random: Random, zone: string, around: number): Question {
  const availability: Availability = {
    zone,
    weekly: Array.from({ length: 7 }, () => randomRanges(random)),
    overrides: random.next() < 0.3 ? [{ date: wall(around, zone).date, ranges: randomRanges(random) }] : [],
    slotStepMinutes: random.pick([10, 15, 30, 45]),
    bufferMinutes: random.pick([0, 5, 10, 30]),
    minimumNoticeHours: random.pick([0, 1, 12]),
    bookingWindowDays: random.pick([1, 60]),
    version: 1,
  };
  const at = (hours: number): Date => new Date(around + Math.round((hours * HOUR) / TICK) * TICK);
  const from = at(random.whole(-14, 0));
  const taken = new Set<number>();
  for (let claims = random.whole(0, 3); claims > 0; claims -= 1) {
    const start = at(random.whole(-100, 100) / 10);
    for (const tick of ticksOf(start, new Date(start.getTime() + 50 * MINUTE), random.pick([0, 10]))) taken.add(tick);
  }
  const minutes = random.pick([20, 30, 50, 90]);
  return {
    availability,
    minutes,
    taken,
    now: at(random.whole(-30, 2)),
    from,
    to: new Date(from.getTime() + random.whole(1, 20) * HOUR),
  };
}

/** Up to two ranges that do not overlap, mostly in the hours of the night in which clocks change. */
function randomRanges(random: Random): Range[] {
  const marks = new Set(
    Array.from({ length: random.pick([0, 2, 4]) }, () =>
      random.pick([random.whole(0, 16) * 15, random.whole(0, 96) * 15]),
    ),
  );
  const [a, b, c, d] = [...marks].sort((x, y) => x - y).map(clock);
  const ranges: Range[] = [];
  if (a && b) ranges.push({ from: a, to: b });
  if (c && d) ranges.push({ from: c, to: d });
  return ranges;
}

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** Nothing is offered that should not be. */
function expectSound(found: Date[], question: Question, where: string): void {
  const { availability, minutes, taken, now, from, to } = question;
  const notice = now.getTime() + availability.minimumNoticeHours * HOUR;
  const wallClock = new Set<string>();
  for (const slot of found) {
    const start = slot.getTime();
    expect(start, `${where}: period`).to.be.within(from.getTime(), to.getTime() - 1);
    expect(start, `${where}: notice`).to.be.at.least(notice);
    expect(start, `${where}: window`).to.be.below(now.getTime() + availability.bookingWindowDays * 24 * HOUR);
    expect(fits(start, question), `${where}: ${slot.toISOString()} is outside the hours`).to.equal(true);
    const end = new Date(start + minutes * MINUTE);
    expect(
      ticksOf(slot, end, availability.bufferMinutes).some((tick) => taken.has(tick)),
      `${where}: claim`,
    ).to.equal(false);
    const { date, minute } = wall(start, availability.zone);
    expect(wallClock.has(`${date} ${minute}`), `${where}: twice`).to.equal(false);
    wallClock.add(`${date} ${minute}`);
  }
}

/** Everything that should be offered is: each wall-clock time whose sessions all fit and are free. */
function expectComplete(found: Date[], question: Question, where: string): void {
  const { availability, minutes, taken, now, from, to } = question;
  const earliest = Math.max(from.getTime(), now.getTime() + availability.minimumNoticeHours * HOUR);
  const latest = Math.min(to.getTime(), now.getTime() + availability.bookingWindowDays * 24 * HOUR);
  const listed = new Set(found.map(Number));
  const candidates = new Map<string, { start: number; isGood: boolean }[]>();
  for (let start = Math.ceil(earliest / TICK) * TICK - 2 * HOUR; start < latest + 2 * HOUR; start += TICK) {
    if (!fits(start, question)) continue;
    const { date, minute } = wall(start, availability.zone);
    const ticks = ticksOf(new Date(start), new Date(start + minutes * MINUTE), availability.bufferMinutes);
    const isGood = start >= earliest && start < latest && !ticks.some((tick) => taken.has(tick));
    const same = candidates.get(`${date} ${minute}`) ?? [];
    candidates.set(`${date} ${minute}`, [...same, { start, isGood }]);
  }
  for (const [time, readings] of candidates) {
    if (!readings.every(({ isGood }) => isGood)) continue;
    const offered = readings.filter(({ start }) => listed.has(start));
    expect(offered.length, `${where}: ${time} is offered once`).to.equal(1);
  }
}

/** Whether a session starting here is on the step grid of one range and every five minutes of it show a time in that range. */
function fits(start: number, { availability, minutes }: Question): boolean {
  const first = wall(start, availability.zone);
  const override = availability.overrides.find(({ date }) => date === first.date);
  const ranges = override?.ranges ?? availability.weekly[first.weekday - 1] ?? [];
  return ranges.some((range) => {
    const [from, to] = [minuteOfDay(range.from) ?? 0, minuteOfDay(range.to) ?? 0];
    if (first.minute < from || (first.minute - from) % availability.slotStepMinutes !== 0) return false;
    for (let instant = start; instant < start + minutes * MINUTE; instant += TICK) {
      const { date, minute } = wall(instant, availability.zone);
      if (date !== first.date || minute < from || minute + 5 > to) return false;
    }
    return true;
  });
}

const read = new Map<string, { date: string; weekday: number; minute: number }>();

/** What the wall clock shows. */
function wall(instant: number, zone: string): { date: string; weekday: number; minute: number } {
  const key = `${zone} ${instant}`;
  let shown = read.get(key);
  if (!shown) {
    const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
    shown = { date: zoned.toPlainDate().toString(), weekday: zoned.dayOfWeek, minute: zoned.hour * 60 + zoned.minute };
    read.set(key, shown);
  }
  return shown;
}
