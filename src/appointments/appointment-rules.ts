import { addMinutes } from "../platform/minutes-rules.js";
import type { Terms } from "../catalogue/terms-rules.js";
import type { Party } from "../protocol/messages.js";
import type { Attended } from "./attendance-rules.js";

export { addMinutes };

/** "void": an offer that came to nothing. */
export const STATUSES = ["offered", "held", "booked", "live", "completed", "cancelled", "void"] as const;
export type Status = (typeof STATUSES)[number];

/** What was booked, whatever became of it. */
export const BOOKED_ONCE = ["booked", "live", "completed", "cancelled"] as const satisfies Status[];

/** Whether it was booked, whatever became of it. */
export function wasBooked({ status }: { status: Status }): boolean {
  return (BOOKED_ONCE as readonly Status[]).includes(status);
}

export type Reason = "chosen" | "client absent" | "counsellor absent" | "unattended";

export interface Cancellation {
  by: Party | "system";
  reason: Reason;
  at: Date;
  refundCents: number;
}

/** One entry of an appointment's history. */
export interface AppointmentChange {
  at: Date;
  by: Party | "system";
  what:
    | "offered"
    | "accepted"
    | "declined"
    | "withdrawn"
    | "lapsed"
    | "held"
    | "booked"
    | "rescheduled"
    | "live"
    | "extended"
    | "completed"
    | "cancelled"
    | "paid"
    | "unpaid"
    | "returned";
  /** The start that a rescheduled session had before. */
  from?: Date;
}

export const HOLD_MINUTES = 10;
export const WAIT_MINUTES = 30;
export const JOIN_BEFORE_MINUTES = 10;
export const JOIN_AFTER_MINUTES = 15;
const WEEK_MINUTES = 7 * 24 * 60;
/** By how many minutes a counsellor may extend a session at once. */
export const EXTENSIONS = [5, 10, 15, 30] as const;
const TICK_MINUTES = 5;

interface Times {
  startsAt: Date;
  endsAt: Date;
}

type Booked = Times & Pick<Terms, "windowHours"> & { status: Status };

/** When a claim that is not booked ends by itself: a hold's time, or the offer that it came from; null for a booked one. */
export function claimEndsAt({
  status,
  deadlineAt,
  offeredUntil,
}: {
  status: Status;
  deadlineAt?: Date | undefined;
  offeredUntil?: Date | undefined;
}): Date | null {
  if (status !== "held" && status !== "offered") return null;
  const ends = [deadlineAt, offeredUntil].flatMap((at) => at?.getTime() ?? []);
  return new Date(Math.max(0, ...ends));
}

/** When a booked session is cancelled unless both have met: 30 minutes after its start, or at its end if that is sooner. */
export function attendanceDeadline({ startsAt, endsAt }: Times): Date {
  const wait = addMinutes(startsAt, WAIT_MINUTES);
  return wait < endsAt ? wait : endsAt;
}

/** From when to when the room may be entered. */
export function joinWindow({ startsAt, endsAt }: Times): { opensAt: Date; closesAt: Date } {
  return { opensAt: addMinutes(startsAt, -JOIN_BEFORE_MINUTES), closesAt: addMinutes(endsAt, JOIN_AFTER_MINUTES) };
}

/** Whether the room of a booked or live appointment may be entered at this moment. */
export function isRoomOpen(appointment: Times & { status: Status }, now: Date): boolean {
  const { opensAt, closesAt } = joinWindow(appointment);
  const isExpected = appointment.status === "booked" || appointment.status === "live";
  return isExpected && now >= opensAt && now < closesAt;
}

/**
 * How a session that never became live is cancelled, judged by who attended. Someone who did is never called absent: when both did
 * but missed each other, nobody is, and the client gets their money back.
 */
export function cancellationFor(
  { client, counsellor }: Attended,
  { priceCents }: { priceCents: number },
  now: Date,
): Cancellation {
  const reason = client && !counsellor ? "counsellor absent" : counsellor && !client ? "client absent" : "unattended";
  return { by: "system", reason, at: now, refundCents: reason === "client absent" ? 0 : priceCents };
}

/** How long a session lasts. */
export function minutesOf({ startsAt, endsAt }: Times): number {
  return (endsAt.getTime() - startsAt.getTime()) / 60_000;
}

/** Which of the two people this account is. */
export function partyOf(appointment: { clientId: { toString(): string } }, accountId: string): Party {
  return appointment.clientId.toString() === accountId ? "client" : "counsellor";
}

/**
 * What cancelling at this moment means, or null when it is too late to cancel: a client gets everything back until the window
 * before the start that was agreed, and nothing later; when a counsellor cancels, the client always gets everything back.
 */
export function cancellationTerms(
  appointment: Booked & { priceCents: number },
  by: Party,
  now: Date,
): { refundCents: number } | null {
  if (appointment.status !== "booked" || now >= appointment.startsAt) return null;
  const isFree = by === "counsellor" || now <= freeUntil(appointment);
  return { refundCents: isFree ? appointment.priceCents : 0 };
}

/** Whether a client may still move a session to another time: until the window before its start that was agreed. */
export function isReschedulable(appointment: Booked, now: Date): boolean {
  const { status, startsAt } = appointment;
  return status === "booked" && now < startsAt && now <= freeUntil(appointment);
}

/** Whether a session can go on at the same time next week: it took place, and that time is still to come. */
export function canRecur({ status, startsAt }: Booked, now: Date): boolean {
  return status === "completed" && now < addMinutes(startsAt, WEEK_MINUTES);
}

/** Until when a client may move a session, or cancel it and get everything back. */
export function freeUntil({ startsAt, windowHours }: Pick<Booked, "startsAt" | "windowHours">): Date {
  return addMinutes(startsAt, -windowHours * 60);
}

/** Whether a client lost the price of a cancelled session, by cancelling late or not coming, and nothing was returned since. */
export function canReturnAnyway(appointment: {
  status: Status;
  priceCents: number;
  cancellation?: Cancellation | undefined;
}): boolean {
  const { status, priceCents, cancellation } = appointment;
  return status === "cancelled" && priceCents > 0 && cancellation?.refundCents === 0;
}

/** Whether the counsellor has earned the price of a session: it took place, or was cancelled late or missed, and cost something. */
export function isEarned(session: Parameters<typeof canReturnAnyway>[0]): boolean {
  return session.priceCents > 0 && (session.status === "completed" || canReturnAnyway(session));
}

/** The ticks that a claim needs besides its own when its session goes on for `minutes` longer, after the buffer it has. */
export function furtherTicks(ticks: number[], minutes: number): number[] {
  const next = Math.max(...ticks) + 1;
  return Array.from({ length: Math.ceil(minutes / TICK_MINUTES) }, (_, index) => next + index);
}
