import type { Person } from "../access/permissions.js";
import { partyOf, type AppointmentChange } from "./appointment-rules.js";
import type { Party } from "../protocol/messages.js";
import { cancellationSentence } from "./cancellation-words.js";
import type { AppointmentView } from "./with-people.js";
import type { Format } from "../web/format-rules.js";

/** One line of an appointment's history. */
export interface HistoryLine {
  when: string;
  sentence: string;
}

/** Says what happened to an appointment, when and by whom, to one of its two people. */
export function describeHistory(appointment: AppointmentView, reader: Person, format: Format): HistoryLine[] {
  return appointment.history.map((change, place) => ({
    when: format.dateTime(change.at, reader.zone),
    sentence: sentenceOf(appointment, change, place, reader, format),
  }));
}

const OFFER_VERBS = {
  offered: "offered the time",
  accepted: "accepted the offer",
  declined: "declined the offer",
  withdrawn: "withdrew the offer",
};

const MONEY_VERBS = {
  paid: "marked it as paid",
  unpaid: "marked it as not paid",
  returned: "decided not to charge for it after all",
};

function sentenceOf(
  appointment: AppointmentView,
  { what, by, from }: AppointmentChange,
  place: number,
  reader: Person,
  format: Format,
): string {
  const party = partyOf(appointment, reader.id);
  const who = nameOf(appointment, by, party);
  const { payBy } = appointment;
  switch (what) {
    case "offered":
    case "accepted":
    case "declined":
    case "withdrawn":
      return `${who} ${OFFER_VERBS[what]}.`;
    case "lapsed":
      return "The offer expired without an answer.";
    case "held":
      return `${who} chose the time.`;
    case "booked":
      return payBy === "site" ? `${who} paid, and it was booked.` : `${who} booked it.`;
    case "rescheduled": {
      const before = from ? ` from ${format.dateTime(from, reader.zone)}` : "";
      return `${who} moved it${before} to ${format.dateTime(movedTo(appointment, place), reader.zone)}.`;
    }
    case "live":
      return "The session began.";
    case "extended":
      return `${who} extended it.`;
    case "completed":
      return by === "system" ? "The session ended." : `${who} ended the session.`;
    case "paid":
    case "unpaid":
    case "returned":
      return `${who} ${MONEY_VERBS[what]}.`;
    case "cancelled":
      return cancellationSentence(appointment, party, "it");
  }
}

function nameOf({ clientName, counsellorName }: AppointmentView, by: Party | "system", reader: Party): string {
  if (by === reader) return "You";
  return { client: clientName, counsellor: counsellorName, system: "HealSpace" }[by];
}

/** Where a move led: to where the next one began, or to where it is now. */
function movedTo({ history, startsAt }: AppointmentView, place: number): Date {
  return history.slice(place + 1).find(({ from }) => from)?.from ?? startsAt;
}
