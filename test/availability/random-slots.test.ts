import { expect } from "chai";
import { Temporal } from "temporal-polyfill";
import { minuteOfDay, type Availability, type Range } from "../../src/availability/availability-rules.js";
import { isOffered, slotsBetween, ticksOf, ticksTaken } from "../../src/availability/slot-rules.js";
import { Random } from "../support/random.js";
import { SEED, TRIAL_MS, TRIALS } from "../support/trials.js";

const SEQUENCES = TRIALS.slots;
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

/** A booked session: its ticks are those of the buffer at the time of booking. */
interface Booking {
  startsAt: Date;
  endsAt: Date;
  buffer: number;
  ticks: number[];
}

/** One counsellor's hours, bookings and clock, as a sequence changes them. */
interface World {
  zone: string;
  around: number;
  availability: Availability;
  bookings: Booking[];
  now: Date;
}

describe("Slots in random sequences", () => {
  it(`hold every promise at each step of ${SEQUENCES} of them, checked tick by tick against the wall clock (seed ${SEED})`, () => {
    const random = new Random(SEED);
    for (let round = 0; round < SEQUENCES; round += 1) {
      const [zone, around] = random.pick(CHANGES);
      const world = randomWorld(random, zone, Date.parse(around));
      const done: string[] = [`round ${round}, ${zone} around ${around}`];
      for (let steps = random.whole(2, 4); steps > 0; steps -= 1) {
        const question = randomQuestion(random, world);
        const found = slotsBetween(question);
        expectSame(found.map(Number), offeredTimes(question, world), done);
        if (steps === 1) expectOneByOne(random, question, found, done);
        done.push(takeStep(random, world, found, question.minutes));
      }
    }
  }).timeout(TRIAL_MS);
});

type Question = Parameters<typeof slotsBetween>[0];

const inTicks = ({ around }: World, hours: number): Date => new Date(around + Math.round((hours * HOUR) / TICK) * TICK);

function randomWorld(random: Random, zone: string, around: number): World {
  const availability = {
    zone,
    ...randomHours(random, zone, around),
    ...randomSettings(random),
    offerHours: 48,
    version: 1,
  };
  const world: World = { zone, around, availability, bookings: [], now: new Date(around) };
  world.now = inTicks(world, random.whole(-30, 2));
  return world;
}

function randomQuestion(random: Random, world: World): Question {
  const { availability, bookings, now } = world;
  const from = inTicks(world, random.whole(-14, 0));
  return {
    availability,
    minutes: random.pick([20, 30, 50, 90]),
    taken: ticksTaken(bookings, availability.bufferMinutes),
    now,
    from,
    to: new Date(from.getTime() + random.whole(1, 20) * HOUR),
  };
}

/** Changes something, and says what. */
function takeStep(random: Random, world: World, found: Date[], minutes: number): string {
  const { availability, zone, around, bookings } = world;
  const slot = random.pick(found);
  const step = random.pick(["book", "book", "book", "cancel", "hours", "settings", "clock"] as const);
  if (step === "book" && slot) book(world, slot, minutes);
  else if (step === "cancel") bookings.splice(random.whole(0, bookings.length), 1);
  else if (step === "hours") world.availability = { ...availability, ...randomHours(random, zone, around) };
  else if (step === "settings") world.availability = { ...availability, ...randomSettings(random) };
  else world.now = new Date(world.now.getTime() + random.whole(1, 40) * TICK);
  return step;
}

/** Books what was offered: the database would take it, since it shares no tick with another. */
function book({ bookings, availability }: World, startsAt: Date, minutes: number): void {
  const endsAt = new Date(startsAt.getTime() + minutes * MINUTE);
  const ticks = ticksOf(startsAt, endsAt, availability.bufferMinutes);
  const claimed = new Set(bookings.flatMap((booking) => booking.ticks));
  expect(
    ticks.some((tick) => claimed.has(tick)),
    "offered, but not bookable",
  ).to.equal(false);
  bookings.push({ startsAt, endsAt, buffer: availability.bufferMinutes, ticks });
}

function randomHours(random: Random, zone: string, around: number): Pick<Availability, "weekly" | "overrides"> {
  const { date } = daysAround(zone, around).find(({ ticks }) => (ticks[0] ?? 0) > around - 12 * HOUR) ?? { date: "" };
  return {
    weekly: Array.from({ length: 7 }, () => randomRanges(random)),
    overrides: random.next() < 0.3 ? [{ date, ranges: randomRanges(random) }] : [],
  };
}

function randomSettings(random: Random) {
  return {
    slotStepMinutes: random.pick([10, 15, 30, 45]),
    bufferMinutes: random.pick([0, 5, 10, 30]),
    minimumNoticeHours: random.pick([0, 1, 12]),
    bookingWindowDays: random.pick([1, 60]),
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

function expectSame(found: number[], expected: number[], done: string[]): void {
  if (found.join() === expected.join()) return;
  const times = (instants: number[]): string[] => instants.map((instant) => new Date(instant).toISOString());
  expect(times(found), done.join(", ")).to.deep.equal(times(expected));
}

/** A start is offered when asked for alone exactly if it is listed. */
function expectOneByOne(random: Random, question: Question, found: Date[], done: string[]): void {
  const one = random.pick(found);
  if (one) expect(isOffered(question, one), `${done.join(", ")}: listed but not offered`).to.equal(true);
  const near = new Date(question.from.getTime() + random.whole(0, 200) * TICK);
  if (near >= question.to) return;
  const isListed = found.some((slot) => slot.getTime() === near.getTime());
  expect(isOffered(question, near), `${done.join(", ")}: offered but not listed`).to.equal(isListed);
}

/**
 * What should be offered, by looking at a clock on the wall every five minutes. It knows nothing of zones, and of bookings only
 * when they begin and end and what buffer each was to have.
 */
function offeredTimes({ minutes, now, from, to }: Question, { zone, around, availability, bookings }: World): number[] {
  const { minimumNoticeHours, bookingWindowDays, slotStepMinutes, bufferMinutes, overrides, weekly } = availability;
  const earliest = Math.max(from.getTime(), now.getTime() + minimumNoticeHours * HOUR);
  const latest = Math.min(to.getTime(), now.getTime() + bookingWindowDays * 24 * HOUR);
  const isFree = (start: number): boolean =>
    bookings.every(({ startsAt, endsAt, buffer }) => {
      const freeFrom = endsAt.getTime() + Math.max(buffer, bufferMinutes) * MINUTE;
      return start >= freeFrom || start + (minutes + bufferMinutes) * MINUTE <= startsAt.getTime();
    });
  const offered: number[] = [];
  for (const day of daysAround(zone, around)) {
    if ((day.ticks.at(-1) ?? 0) < earliest || (day.ticks[0] ?? 0) >= latest) continue;
    const ranges = overrides.find(({ date }) => date === day.date)?.ranges ?? weekly[day.weekday - 1] ?? [];
    for (const range of ranges) {
      for (const start of startsIn(day, range, slotStepMinutes, minutes)) {
        if (start >= earliest && start < latest && isFree(start)) offered.push(start);
      }
    }
  }
  return offered;
}

/** The first tick of a range's stretch to show each time of its grid, where the session ends inside the stretch. */
function startsIn({ ticks, shown }: WallDay, range: Range, step: number, minutes: number): number[] {
  const [from, to] = [minuteOfDay(range.from) ?? 0, minuteOfDay(range.to) ?? 0];
  const [first, end] = stretchOf(shown, from, to);
  const seen = new Set<number>();
  const starts: number[] = [];
  for (let place = first; place < end; place += 1) {
    const minute = shown[place] ?? 0;
    if ((minute - from) % step !== 0 || seen.has(minute)) continue;
    seen.add(minute);
    if (place + minutes / 5 <= end) starts.push(ticks[place] ?? 0);
  }
  return starts;
}

/**
 * The places from one to another that show times inside a range without a break. Where the clock jumps back so that there are
 * two such stretches, it is the last that begins before the clock first shows the end.
 */
function stretchOf(shown: number[], from: number, to: number): [first: number, end: number] {
  const isInside = (place: number): boolean => {
    const minute = shown[place];
    return minute !== undefined && minute >= from && minute < to;
  };
  const firstEnd = shown.indexOf(to);
  const stretches: [number, number][] = [];
  for (let place = 0; place < shown.length; place += 1) {
    if (!isInside(place)) continue;
    const first = place;
    while (isInside(place)) place += 1;
    stretches.push([first, place]);
  }
  return stretches.filter(([first]) => firstEnd < 0 || first < firstEnd).at(-1) ?? [0, 0];
}

/** One date on the wall: every five minutes of it, and what minute of the day the clock shows then. */
interface WallDay {
  date: string;
  weekday: number;
  ticks: number[];
  shown: number[];
}

const walls = new Map<string, WallDay[]>();

/** The dates around a moment, complete but for the first and the last. */
function daysAround(zone: string, around: number): WallDay[] {
  const known = walls.get(zone + around);
  if (known) return known;
  const days = new Map<string, WallDay>();
  for (let tick = around - 72 * HOUR; tick < around + 72 * HOUR; tick += TICK) {
    const zoned = Temporal.Instant.fromEpochMilliseconds(tick).toZonedDateTimeISO(zone);
    const date = zoned.toPlainDate().toString();
    const day = days.get(date) ?? { date, weekday: zoned.dayOfWeek, ticks: [], shown: [] };
    day.ticks.push(tick);
    day.shown.push(zoned.hour * 60 + zoned.minute);
    days.set(date, day);
  }
  walls.set(zone + around, [...days.values()]);
  return [...days.values()];
}
