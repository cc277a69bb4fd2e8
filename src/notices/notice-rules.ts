import { addMinutes, type AppointmentChange, type Status } from "../appointments/appointment-rules.js";
import type { Party } from "../protocol/messages.js";

/** The kinds of notice, with their names on pages. */
export const NOTICE_KINDS = {
  confirmation: "Appointment confirmed",
  change: "Appointment moved",
  cancellation: "Appointment cancelled",
  offer: "A time offered to you",
  "offer-answer": "Answer to your offer",
  "day-before": "Reminder, the day before",
  "hour-before": "Reminder, an hour before",
  "payment-returned": "Refund",
  "message-waiting": "New message",
} as const;
export type NoticeKind = keyof typeof NOTICE_KINDS;

/** The kinds that each role gets unless turned off. */
export const TOLD_TO: Record<Party, readonly NoticeKind[]> = {
  client: [
    "confirmation",
    "change",
    "cancellation",
    "offer",
    "day-before",
    "hour-before",
    "payment-returned",
    "message-waiting",
  ],
  counsellor: [
    "confirmation",
    "change",
    "cancellation",
    "offer-answer",
    "day-before",
    "hour-before",
    "message-waiting",
  ],
};

/** What turning a notice off means, where it matters most. */
export const MISSED: Partial<Record<NoticeKind, string>> = {
  cancellation: "Without it, you will see a cancellation only under Appointments.",
  offer: "Without it, you will see an offer only under Appointments, where it may expire before you look.",
  "payment-returned": "Without it, only the appointment page will tell you when your refund has arrived.",
};

/** Why a notice was not sent: superseded by a later change, too late, read before, turned off, or without a recipient. */
export const WITHDRAWALS = ["overtaken", "too late", "read", "not wanted", "nobody there"] as const;
export type Withdrawal = (typeof WITHDRAWALS)[number];

const BOTH: Party[] = ["client", "counsellor"];

/** The changes that lead to a notice, with its kind and whom it tells: not the person who made the change. */
const TOLD: Partial<Record<AppointmentChange["what"], { kind: NoticeKind; to: Party[] }>> = {
  offered: { kind: "offer", to: ["client"] },
  withdrawn: { kind: "offer", to: ["client"] },
  declined: { kind: "offer-answer", to: ["counsellor"] },
  lapsed: { kind: "offer-answer", to: ["counsellor"] },
  booked: { kind: "confirmation", to: BOTH },
  rescheduled: { kind: "change", to: BOTH },
  cancelled: { kind: "cancellation", to: BOTH },
  returned: { kind: "cancellation", to: ["client"] },
};
/** Hours before the start at which each reminder is due. */
const REMINDERS = [
  ["day-before", 24],
  ["hour-before", 1],
] as const;

interface NoticeSource {
  status: Status;
  startsAt: Date;
  endsAt: Date;
  history: AppointmentChange[];
}

export interface Planned {
  to: Party;
  kind: NoticeKind;
  /** Which entry of the appointment's history it comes from. */
  entry: number;
  /** The start of the appointment that it is about. */
  about: Date;
  dueAt: Date;
}

/** The index in an appointment's history of the latest change that leads to a notice, or -1. */
export function latestTold(history: AppointmentChange[]): number {
  return history.findLastIndex(({ what }) => TOLD[what] !== undefined);
}

/**
 * The notices that an appointment needs. Only the latest change is told, because an earlier one that was never sent is outdated. A
 * reminder is left out if it would have been due before the time was chosen.
 */
export function planNotices(appointment: NoticeSource): Planned[] {
  const entry = latestTold(appointment.history);
  const change = appointment.history[entry];
  const told = change && TOLD[change.what];
  if (!change || !told) return [];
  const { kind, to: parties } = told;
  const about = appointment.startsAt;
  const planned: Omit<Planned, "to">[] = [{ kind, entry, about, dueAt: change.at }];
  if (appointment.status === "booked") {
    for (const [reminder, hours] of REMINDERS) {
      const dueAt = addMinutes(about, -hours * 60);
      if (dueAt > change.at) planned.push({ kind: reminder, entry, about, dueAt });
    }
  }
  return planned.flatMap((one) => parties.map((to) => ({ ...one, to })));
}

/** Why this notice of an appointment must not be sent now, or null if it is still true and useful. */
export function reasonToWithdraw(
  notice: { kind: NoticeKind; entry: number },
  appointment: NoticeSource,
  unwanted: readonly NoticeKind[],
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

/** A reminder is useful until the start or the next reminder; news of a booking until the session ends. */
function usefulUntil(kind: NoticeKind, { startsAt, endsAt }: NoticeSource, unwanted: readonly NoticeKind[]): Date {
  if (kind === "hour-before") return startsAt;
  if (kind === "day-before") return unwanted.includes("hour-before") ? startsAt : addMinutes(startsAt, -60);
  return endsAt;
}

/** The SEQUENCE of RFC 5546, which rises with each change of time or state. */
export function calendarSequence(history: AppointmentChange[]): number {
  return history.filter(({ what }) => what === "rescheduled" || what === "extended" || what === "cancelled").length;
}
