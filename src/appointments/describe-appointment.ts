import { isRoomOpen, joinWindow } from "./appointment-rules.js";
import type { Party } from "../protocol/messages.js";
import { cancellationSentence, refundSentence, refundStateOf } from "./cancellation-words.js";
import type { AppointmentView } from "./with-people.js";
import type { Format } from "../web/format-rules.js";

export interface Description {
  /** The state in two or three words, for a tag. */
  label: string;
  tone: "calm" | "good" | "warning";
  /** What happened or happens next, in a sentence or two. */
  sentence: string;
  /** Whether the session room may be entered now. */
  canJoin: boolean;
  opensAt: Date;
  /** How long until then: what a page waits by, since the clock of the device that shows it may be wrong. */
  opensInMs: number;
}

/** Says how an appointment stands, to one of its two people. */
export function describeAppointment(
  appointment: AppointmentView,
  reader: Party,
  now: Date,
  money: Format["money"],
): Description {
  const { opensAt } = joinWindow(appointment);
  const canJoin = isRoomOpen(appointment, now);
  const opensInMs = Math.max(0, opensAt.getTime() - now.getTime());
  return { ...words(appointment, reader, canJoin, money), canJoin, opensAt, opensInMs };
}

type Words = Pick<Description, "label" | "tone" | "sentence">;

function words(appointment: AppointmentView, reader: Party, canJoin: boolean, money: Format["money"]): Words {
  switch (appointment.status) {
    case "offered":
      return { label: "Offered", tone: "warning", sentence: offeredWords(appointment, reader) };
    case "void":
      return { label: "Not booked", tone: "calm", sentence: voidWords(appointment, reader) };
    case "held":
      return appointment.payBy === "site"
        ? { label: "Not paid yet", tone: "warning", sentence: "This time is held for you while you pay." }
        : { label: "Not booked yet", tone: "warning", sentence: "This time is held for you until you book it." };
    case "booked":
      return canJoin
        ? { label: "Room is open", tone: "good", sentence: "You can join now." }
        : { label: "Booked", tone: "calm", sentence: "The session room opens ten minutes before the start." };
    case "live":
      return { label: "In session", tone: "good", sentence: "The session has begun. You can join." };
    case "completed":
      return { label: "Completed", tone: "calm", sentence: "You met for this session." };
    case "cancelled":
      return { label: "Cancelled", tone: "warning", sentence: cancelledWords(appointment, reader, money) };
  }
}

function offeredWords({ clientName, counsellorName, moves }: AppointmentView, reader: Party): string {
  const what = moves ? "another time for your session" : "this time";
  if (reader === "client") return `${counsellorName} offers you ${what}.`;
  return `You offered ${clientName} ${moves ? "another time for the session" : "this time"}. They have not answered yet.`;
}

function voidWords({ history, clientName, counsellorName }: AppointmentView, reader: Party): string {
  const isClient = reader === "client";
  switch (history.at(-1)?.what) {
    case "accepted":
      return "The session was moved to this time.";
    case "declined":
      return isClient ? "You declined this offer." : `${clientName} declined this offer.`;
    case "withdrawn":
      return isClient ? `${counsellorName} withdrew this offer.` : "You withdrew this offer.";
    default:
      return "This offer expired without an answer.";
  }
}

function cancelledWords(appointment: AppointmentView, reader: Party, money: Format["money"]): string {
  const what = cancellationSentence(appointment, reader);
  const { cancellation } = appointment;
  if (!cancellation) return what;
  const about = { reader, money, counsellor: appointment.counsellorName };
  const refund = refundSentence(refundStateOf(appointment), appointment.priceCents, about);
  return refund ? `${what} ${refund}` : what;
}
