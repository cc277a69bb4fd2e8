import { addMinutes, type Change, type Party, type Status } from "../appointments/appointment-rules.js";

/** What people are told of, and what each is called. */
export const KINDS = {
  confirmation: "Appointment confirmed",
  change: "Appointment moved",
  cancellation: "Appointment cancelled",
  "day-before": "Reminder, the day before",
  "hour-before": "Reminder, an hour before",
  "payment-returned": "Payment returned",
} as const;
export type Kind = keyof typeof KINDS;

/** What each role is told of, unless they choose to do without. */
export const TOLD_TO: Record<Party, readonly Kind[]> = {
  client: ["confirmation", "change", "cancellation", "day-before", "hour-before", "payment-returned"],
  counsellor: ["confirmation", "change", "cancellation", "day-before", "hour-before"],
};

/** What somebody misses who does without a notice, where that matters most. */
export const MISSED: Partial<Record<Kind, string>> = {
  cancellation: "Without it you learn of a cancellation only when you look under Appointments.",
  "payment-returned": "Without it, only the appointment's page says when your money is back.",
};

export const NOTICE_STATUSES = ["waiting", "sent", "given up", "withdrawn"] as const;
export type NoticeStatus = (typeof NOTICE_STATUSES)[number];

/** Why a notice was not sent after all: overtaken by a later change, no longer of use, not wanted, or nobody to send it to. */
export const WITHDRAWALS = ["overtaken", "too late", "not wanted", "nobody there"] as const;
export type Withdrawal = (typeof WITHDRAWALS)[number];

/** The changes that people are told of, each by its kind of notice. */
const TOLD: Partial<Record<Change["what"], Kind>> = {
  booked: "confirmation",
  rescheduled: "change",
  cancelled: "cancellation",
};
/** By how many hours each reminder comes before the start. */
const REMINDERS = [
  ["day-before", 24],
  ["hour-before", 1],
] as const;

interface Told {
  status: Status;
  startsAt: Date;
  endsAt: Date;
  history: Change[];
}

export interface Planned {
  to: Party;
  kind: Kind;
  /** Which entry of the appointment's history it comes from. */
  entry: number;
  /** The start that it speaks of. */
  about: Date;
  dueAt: Date;
}

/** The place in an appointment's history of the latest change that people are told of, or -1. */
export function latestTold(history: Change[]): number {
  return history.findLastIndex(({ what }) => TOLD[what] !== undefined);
}

/**
 * The notices that an appointment as it stands asks for. Only its latest change is told: an earlier one that nobody was told
 * of yet would be wrong by now. A reminder whose moment had passed when the time was chosen is none.
 */
export function planNotices(appointment: Told): Planned[] {
  const entry = latestTold(appointment.history);
  const change = appointment.history[entry];
  const kind = change && TOLD[change.what];
  if (!change || !kind) return [];
  const about = appointment.startsAt;
  const planned: Omit<Planned, "to">[] = [{ kind, entry, about, dueAt: change.at }];
  if (appointment.status === "booked") {
    for (const [reminder, hours] of REMINDERS) {
      const dueAt = addMinutes(about, -hours * 60);
      if (dueAt > change.at) planned.push({ kind: reminder, entry, about, dueAt });
    }
  }
  return planned.flatMap((one) => [
    { ...one, to: "client" as const },
    { ...one, to: "counsellor" as const },
  ]);
}

/** Why this notice of an appointment must not be sent now, or null when all that it says is true and of use. */
export function reasonToWithdraw(
  notice: { kind: Kind; entry: number },
  appointment: Told,
  unwanted: readonly Kind[],
  now: Date,
): Withdrawal | null {
  const { kind, entry } = notice;
  const isReminder = kind === "day-before" || kind === "hour-before";
  if (entry !== latestTold(appointment.history)) return "overtaken";
  if (unwanted.includes(kind)) return "not wanted";
  if (kind === "cancellation") return null;
  if (now >= usefulUntil(kind, appointment, unwanted)) return "too late";
  return isReminder && appointment.status !== "booked" ? "overtaken" : null;
}

/** A reminder is of use until the start, or until the next reminder takes its place; news of a booking until the session's end. */
function usefulUntil(kind: Kind, { startsAt, endsAt }: Told, unwanted: readonly Kind[]): Date {
  if (kind === "hour-before") return startsAt;
  if (kind === "day-before") return unwanted.includes("hour-before") ? startsAt : addMinutes(startsAt, -60);
  return endsAt;
}

/** RFC 5546: higher after each change of time or state, so that calendars know the latest. */
export function calendarSequence(history: Change[]): number {
  return history.filter(({ what }) => what === "rescheduled" || what === "extended" || what === "cancelled").length;
}

/** After each try that failed for a while, how many minutes to wait; after the last, the notice is given up. */
const PAUSES_MINUTES = [1, 5, 15, 60, 180, 360, 720];

/** When to try again after so many tries, or null when it is time to give up: after eight, about 22 hours. */
export function nextTry(tries: number, now: Date): Date | null {
  const pause = PAUSES_MINUTES[tries - 1];
  return pause === undefined ? null : addMinutes(now, pause);
}
