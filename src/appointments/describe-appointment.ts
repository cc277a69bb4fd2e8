import { attendanceDeadline, joinWindow, isRoomOpen, minutesOf, type Party } from "./appointment-rules.js";
import type { AppointmentView } from "./find-appointments.js";

export interface Description {
  /** The state in two or three words, for a tag. */
  label: string;
  tone: "calm" | "good" | "warning";
  /** What happened or happens next, in a sentence. */
  sentence: string;
  /** Whether the session room may be entered now. */
  canJoin: boolean;
  opensAt: Date;
  /** How long until then: what a page waits by, since the clock of the device that shows it may be wrong. */
  opensInMs: number;
}

type WriteMoney = (cents: number) => string;

/** Says how an appointment stands, to one of its two people. */
export function describeAppointment(
  appointment: AppointmentView,
  reader: Party,
  now: Date,
  money: WriteMoney,
): Description {
  const { opensAt } = joinWindow(appointment);
  const canJoin = isRoomOpen(appointment, now);
  const opensInMs = Math.max(0, opensAt.getTime() - now.getTime());
  return { ...words(appointment, reader, canJoin, money), canJoin, opensAt, opensInMs };
}

type Words = Pick<Description, "label" | "tone" | "sentence">;

function words(appointment: AppointmentView, reader: Party, canJoin: boolean, money: WriteMoney): Words {
  switch (appointment.status) {
    case "held":
      return { label: "Not paid yet", tone: "warning", sentence: "This time is held for you until you have paid." };
    case "booked":
      return canJoin
        ? { label: "Room is open", tone: "good", sentence: "You can join now." }
        : { label: "Booked", tone: "calm", sentence: "The session room opens ten minutes before the start." };
    case "live":
      return { label: "In session", tone: "good", sentence: "The session is going on. You can join." };
    case "completed":
      return { label: "Completed", tone: "calm", sentence: "You met for this session." };
    case "cancelled":
      return { label: "Cancelled", tone: "warning", sentence: cancelledWords(appointment, reader, money) };
  }
}

function cancelledWords(appointment: AppointmentView, reader: Party, money: WriteMoney): string {
  const { cancellation, clientName, counsellorName, startsAt } = appointment;
  if (!cancellation) return "This session was cancelled.";
  const names = { client: clientName, counsellor: counsellorName };
  const name = (party: Party): string => (party === reader ? "You" : names[party]);
  const waited = minutesOf({ startsAt, endsAt: attendanceDeadline(appointment) });
  const what = {
    chosen:
      cancellation.by === "system" ? "This session was cancelled." : `${name(cancellation.by)} cancelled this session.`,
    unattended: `Nobody met in the first ${waited} minutes, so this session was cancelled.`,
    "client absent": `${name("client")} did not come.`,
    "counsellor absent": `${name("counsellor")} did not come.`,
  }[cancellation.reason];
  return `${what} ${moneyWords(appointment, cancellation.refundCents, reader, money)}`.trim();
}

function moneyWords(
  { priceCents, refund }: AppointmentView,
  refundCents: number,
  reader: Party,
  money: WriteMoney,
): string {
  if (priceCents === 0) return "";
  const whose = reader === "client" ? "Your" : "Their";
  if (refundCents === 0) return `${whose} payment was not returned.`;
  const sum = `${whose} ${money(refundCents)}`;
  return refund?.status === "returned" ? `${sum} were returned.` : `${sum} are on their way back.`;
}
