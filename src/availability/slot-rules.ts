import { dayOf } from "../web/zone-days-rules.js";
import type { Availability } from "./availability-rules.js";
import { calendarDay, openHoursOn, type OpenHours } from "./day-rules.js";

const MINUTE = 60_000;
const TICK = 5 * MINUTE;

export interface SlotQuestion {
  availability: Availability;
  /** How long the session is. */
  minutes: number;
  /** The ticks that other appointments claim, including their buffers. */
  taken: ReadonlySet<number>;
  now: Date;
  from: Date;
  /** Exclusive. */
  to: Date;
}

/**
 * Every bookable start, in order: on the step grid of the counsellor's hours, with the whole session inside them, clear of all
 * claims, after the minimum notice and inside the booking window. A wall-clock time that the clock skips is no slot; one that it
 * shows twice is one slot.
 */
export function slotsBetween(question: SlotQuestion): Date[] {
  const { availability, now } = question;
  const earliest = Math.max(question.from.getTime(), now.getTime() + availability.minimumNoticeHours * 60 * MINUTE);
  const latest = Math.min(question.to.getTime(), now.getTime() + availability.bookingWindowDays * 24 * 60 * MINUTE);
  if (earliest >= latest) return [];
  const starts = hoursBetween(availability, earliest, latest)
    .flatMap((hours) => startsIn(hours, availability.slotStepMinutes, question.minutes))
    .filter((start) => start >= earliest && start < latest && isFree(start, question));
  return [...new Set(starts)].sort((a, b) => a - b).map((start) => new Date(start));
}

/** Whether exactly this start can be booked. */
export function isOffered(question: Omit<SlotQuestion, "from" | "to">, startsAt: Date): boolean {
  return slotsBetween({ ...question, from: startsAt, to: new Date(startsAt.getTime() + 1) }).length === 1;
}

/** Whether a session lies inside the hours, ignoring step, notice and window. Adjacent hours are one stretch. */
export function isInsideHours(availability: Availability, startsAt: Date, endsAt: Date): boolean {
  let covered = startsAt.getTime();
  for (const { begins, ends } of hoursBetween(availability, covered, endsAt.getTime())) {
    if (begins <= covered && ends > covered) covered = ends;
  }
  return covered >= endsAt.getTime();
}

/** The five-minute ticks since the epoch that a session claims: from its start to its end and the buffer after it. */
export function ticksOf(startsAt: Date, endsAt: Date, bufferMinutes: number): number[] {
  const first = Math.floor(startsAt.getTime() / TICK);
  const last = Math.ceil((endsAt.getTime() + bufferMinutes * MINUTE) / TICK);
  return Array.from({ length: last - first }, (_, index) => first + index);
}

/** A claimed time: its ticks in the database, with the buffer that applied when it was booked. */
export interface ClaimedTime {
  startsAt: Date;
  endsAt: Date;
  ticks?: number[];
}

/** The ticks that are taken: those claimed, and the current buffer after each session, if it has grown. */
export function ticksTaken(claims: ClaimedTime[], bufferMinutes: number): Set<number> {
  return new Set(
    claims.flatMap(({ startsAt, endsAt, ticks = [] }) => [...ticks, ...ticksOf(startsAt, endsAt, bufferMinutes)]),
  );
}

/** The `count` slots nearest to an instant, in order of time. */
export function nearestTo(instant: Date, slots: Date[], count: number): Date[] {
  const distance = (slot: Date): number => Math.abs(slot.getTime() - instant.getTime());
  return [...slots]
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, count)
    .sort((a, b) => a.getTime() - b.getTime());
}

/** Groups slots by their date (YYYY-MM-DD) in this zone. */
export function slotsByDay(slots: Date[], zone: string): Map<string, Date[]> {
  const days = new Map<string, Date[]>();
  let [midnight, nextMidnight, times]: [number, number, Date[]] = [0, 0, []];
  for (const slot of slots) {
    const at = slot.getTime();
    if (at < midnight || at >= nextMidnight) {
      const day = calendarDay(dayOf(slot, zone), zone);
      const date = day.date.toString();
      ({ midnight, nextMidnight } = day);
      days.set(date, (times = days.get(date) ?? []));
    }
    times.push(slot);
  }
  return days;
}

/** Starts a day early, for hours that run past midnight. */
function hoursBetween(availability: Availability, from: number, to: number): OpenHours[] {
  const { zone } = availability;
  const hours: OpenHours[] = [];
  let day = calendarDay(dayOf(new Date(from), zone).subtract({ days: 1 }), zone);
  while (day.midnight < to) {
    hours.push(...openHoursOn(availability, day));
    day = calendarDay(day.date.add({ days: 1 }), zone, day.nextMidnight);
  }
  return hours;
}

function startsIn(hours: OpenHours, stepMinutes: number, minutes: number): number[] {
  const starts: number[] = [];
  for (let minute = hours.firstMinute; minute < hours.lastMinute; minute += stepMinutes) {
    const start = hours.instantOf(minute);
    if (start !== null && start >= hours.begins && start + minutes * MINUTE <= hours.ends) starts.push(start);
  }
  return starts;
}

function isFree(start: number, { availability, minutes, taken }: SlotQuestion): boolean {
  const startsAt = new Date(start);
  const endsAt = new Date(start + minutes * MINUTE);
  return !ticksOf(startsAt, endsAt, availability.bufferMinutes).some((tick) => taken.has(tick));
}
