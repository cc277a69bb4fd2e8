import type { Appointment } from "../appointments/appointment-model.js";
import type { AppointmentView } from "../appointments/with-people.js";
import { hoursUntil, windowSentence } from "../catalogue/terms-rules.js";
import type { Party } from "../protocol/messages.js";
import type { Format } from "../web/format-rules.js";

/** An open offer on an appointment's page: of this time, or of another one for this session. */
export interface OfferWords {
  /** Where the answer goes to. */
  address: string;
  /** What is offered until when and, to its client, on what terms. */
  sentence: string;
  /** The words of the buttons; null where the reader has none. */
  accept: string | null;
  withdraw: string | null;
}

/** What a counsellor can offer from this page. */
export interface OfferLinks {
  anotherTime: boolean;
  nextWeek: boolean;
}

/** Describes the open offer that an appointment is, or that moves it; null where there is none. */
export function describeOffer(
  { appointment, movingTo }: { appointment: AppointmentView; movingTo: Appointment | null },
  party: Party,
  { zone, now, format }: { zone: string; now: Date; format: Format },
): OfferWords | null {
  const offer = appointment.status === "offered" ? appointment : movingTo;
  if (!offer || !offer.deadlineAt || offer.deadlineAt <= now) return null;
  const isClient = party === "client";
  const sentence = sentenceOf(appointment, offer, isClient, (at) => format.dateTime(at, zone));
  const terms = windowSentence(offer, hoursUntil(offer.startsAt, now));
  return {
    address: `/appointments/${String(offer._id)}`,
    sentence: isClient && !offer.moves ? `${sentence} ${terms}` : sentence,
    accept: isClient ? acceptWords(offer, format) : null,
    withdraw: isClient ? null : "Withdraw the offer",
  };
}

function sentenceOf(
  { counsellorName, clientName, status }: AppointmentView,
  offer: Appointment,
  isClient: boolean,
  when: (at: Date) => string,
): string {
  const until = when(offer.deadlineAt!);
  const answer = isClient ? `Please answer by ${until}.` : `The time is kept for ${clientName} until ${until}.`;
  if (status !== "offered") {
    const who = isClient ? `${counsellorName} offers` : "You offered";
    return `${who} another time for this session: ${when(offer.startsAt)}. ${answer}`;
  }
  return offer.movesFrom ? `It would replace your session on ${when(offer.movesFrom)}. ${answer}` : answer;
}

function acceptWords({ moves, payBy, priceCents }: Appointment, { money }: Format): string {
  if (moves) return "Move to this time";
  return payBy === "site" ? `Accept and pay ${money(priceCents)}` : "Accept";
}
