import type { Person } from "../access/permissions.js";
import { joinWindow } from "../appointments/appointment-rules.js";
import { describeAppointment } from "../appointments/describe-appointment.js";
import { describeFacts } from "../appointments/describe-facts.js";
import type { AppointmentView } from "../appointments/with-people.js";
import { MEDIA, SESSION_TYPES } from "../catalogue/catalogue-rules.js";
import { checkWords } from "../checks/check-rules.js";
import { counted } from "../platform/counted-rules.js";
import type { LeftToDo } from "../welcome/step-rules.js";
import type { Format } from "../web/format-rules.js";
import type { Today } from "./find-today.js";
import { untilWords } from "./wait-rules.js";

/** A session in a counsellor's day. */
interface SessionWords {
  href: string;
  /** The room's address while it is open, or null. */
  room: string | null;
  /** Only the time today, else with the day. */
  when: string;
  startsAt: Date;
  other: string;
  otherHref: string | null;
  /** "Individual, by video" */
  session: string;
  label: string;
  tone: string;
  /** What the client has filled in, in words. */
  filledIn: string[];
}

/** A counsellor's day in words. */
export interface TodayWords {
  /** "Saturday 28 November" */
  day: string;
  zoneName: string;
  waiting: { words: string; room: string }[];
  next: (SessionWords & { until: string }) | null;
  sessions: SessionWords[];
  holds: string[];
  toDo: { href: string; words: string }[];
  leftToDo: LeftToDo[] | null;
  /** The sessions whose rooms the page follows, and after how many milliseconds it looks again. */
  watched: string;
  renewInMs: number;
}

/** A page that stays open looks again at least this often. */
const RENEW_MS = 60_000;

/** Writes a counsellor's day in their own zone. */
export function describeToday(today: Today, reader: Person, format: Format): TodayWords {
  const { now, next } = today;
  const wordsOf = (each: AppointmentView) => describeSession(each, today, reader, format);
  const opensInMs = next ? joinWindow(next).opensAt.getTime() - now.getTime() : RENEW_MS;
  return {
    day: format.day(now, reader.zone),
    zoneName: format.zoneName(reader.zone),
    waiting: today.waiting.map((each) => ({ words: `${each.clientName} is waiting for you.`, room: roomOf(each) })),
    next: next && { ...wordsOf(next), ...nextWords(next, now, reader, format) },
    sessions: today.sessions.map(wordsOf),
    holds: today.holds.map((each) => holdWords(each, reader, format)),
    toDo: toDo(today),
    leftToDo: today.leftToDo,
    watched: today.open.map(({ id }) => id).join(" "),
    renewInMs: opensInMs > 0 ? Math.min(RENEW_MS, opensInMs) : RENEW_MS,
  };
}

const roomOf = ({ id }: AppointmentView): string => `/appointments/${id}/room`;

function describeSession(each: AppointmentView, today: Today, reader: Person, format: Format): SessionWords {
  const { label, tone, canJoin } = describeAppointment(each, "counsellor", today.now, format.money);
  const { other, otherPage } = describeFacts(each, reader, format);
  return {
    href: `/appointments/${each.id}`,
    room: canJoin ? roomOf(each) : null,
    when: format.timeRange(each.startsAt, each.endsAt, reader.zone),
    startsAt: each.startsAt,
    other,
    otherHref: otherPage,
    session: `${SESSION_TYPES[each.sessionType]}, by ${MEDIA[each.medium].toLowerCase()}`,
    label,
    tone,
    filledIn: filledInWords(each, today, reader, format),
  };
}

function nextWords(
  { startsAt, endsAt }: AppointmentView,
  now: Date,
  { zone }: Person,
  format: Format,
): { when: string; until: string } {
  const isToday = format.day(startsAt, zone) === format.day(now, zone);
  const time = format.timeRange(startsAt, endsAt, zone);
  return {
    when: isToday ? `Today, ${time}` : `${format.day(startsAt, zone)}, ${time}`,
    until: asSentence(untilWords(startsAt.getTime() - now.getTime())),
  };
}

const asSentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

function filledInWords(each: AppointmentView, { filledIn }: Today, { zone }: Person, format: Format): string[] {
  if (each.status !== "booked" && each.status !== "live") return [];
  const check = filledIn.checkOf(each);
  return [
    ...(each.sessionType === "teen"
      ? [filledIn.hasTeen(each) ? "Teen's details given" : "Teen's details missing"]
      : []),
    ...(filledIn.hasPlace(each) ? ["Place given"] : []),
    ...(check ? [`Devices checked on ${format.dayAndMonth(check.at, zone)}: ${checkWords(check)}`] : []),
  ];
}

function holdWords(hold: AppointmentView, { zone }: Person, format: Format): string {
  if (hold.status === "offered") return offerWords(hold, zone, format);
  const until = hold.deadlineAt ? ` (held until ${format.time(hold.deadlineAt, zone)})` : "";
  return `${hold.clientName} is booking ${format.shortDay(hold.startsAt, zone)}, ${format.time(hold.startsAt, zone)}${until}.`;
}

function offerWords({ clientName, startsAt, deadlineAt }: AppointmentView, zone: string, format: Format): string {
  const until = deadlineAt ? ` until ${format.shortDay(deadlineAt, zone)}, ${format.time(deadlineAt, zone)}` : "";
  return `You offered ${clientName} ${format.shortDay(startsAt, zone)}, ${format.time(startsAt, zone)}. It is kept for them${until}.`;
}

function toDo({ unread, unsigned }: Today): TodayWords["toDo"] {
  return [
    ...(unread > 0 ? [{ href: "/conversations", words: counted(unread, "unread message") }] : []),
    ...(unsigned > 0 ? [{ href: "/notes/unsigned", words: `${counted(unsigned, "record")} to sign` }] : []),
  ];
}
