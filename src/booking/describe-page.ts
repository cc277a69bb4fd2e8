import type { Person } from "../access/permissions.js";
import { canRecur, partyOf, wasBooked } from "../appointments/appointment-rules.js";
import type { Party } from "../protocol/messages.js";
import { describeAppointment, type Description } from "../appointments/describe-appointment.js";
import { describeFacts, type Facts } from "../appointments/describe-facts.js";
import { describeHistory, type HistoryLine } from "../appointments/describe-history.js";
import type { Format } from "../web/format-rules.js";
import type { SharedCheck } from "../checks/check-model.js";
import { checkWords } from "../checks/check-rules.js";
import type { Payment } from "../payments/payment-model.js";
import { describeAlternatives, type AlternativeWords } from "./describe-alternatives.js";
import { describeDirect, type DirectWords } from "./describe-direct.js";
import { returnLink } from "./describe-returning.js";
import { describeOffer, type OfferLinks, type OfferWords } from "./describe-offer.js";
import { describeTeen, type TeenWords } from "./describe-teen.js";
import { describeTerms } from "./describe-terms.js";
import type { AppointmentDetails } from "./find-appointment-details.js";

/** The page of an appointment, written for one of its two people. */
export interface PageWords {
  party: Party;
  isCounsellor: boolean;
  wasBooked: boolean;
  facts: Facts;
  words: Description;
  opens: string;
  /** Whether to follow the room from this page: it is open, or will be. */
  isAwaited: boolean;
  paid: string | null;
  terms: string | null;
  /** Of a session that is paid directly. */
  direct: DirectWords | null;
  /** For its counsellor, where the client lost what they paid: the words of the link to return it. */
  returning: string | null;
  history: HistoryLine[];
  alternatives: AlternativeWords | null;
  teen: TeenWords | null;
  offer: OfferWords | null;
  canOffer: OfferLinks;
  /** "Kim Weiss checked their device on 3 May 2026: camera and microphone work, connection good." */
  checked: string | null;
}

/** Writes the page of an appointment in the reader's zone. */
export function describePage(details: AppointmentDetails, reader: Person, now: Date, format: Format): PageWords {
  const { appointment, payment, alternatives } = details;
  const party = partyOf(appointment, reader.id);
  const facts = describeFacts(appointment, reader, format);
  const words = describeAppointment(appointment, party, now, format.money);
  return {
    party,
    isCounsellor: party === "counsellor",
    wasBooked: wasBooked(appointment),
    facts,
    words,
    opens: format.dateTime(words.opensAt, reader.zone),
    isAwaited: words.canJoin || appointment.status === "booked",
    paid: party === "client" && payment ? paidWords(payment, reader.zone, format) : null,
    terms: appointment.status === "booked" ? describeTerms(details, party, facts, reader.zone, format) : null,
    returning: party === "counsellor" ? returnLink(appointment) : null,
    direct: describeDirect(details, party, reader.zone, now, format),
    history: describeHistory(appointment, reader, format),
    alternatives: alternatives && describeAlternatives(alternatives, `Other times with ${facts.other}`, reader, format),
    checked:
      details.check && checkedWords(details.check, party === "client" ? "You" : facts.other, reader.zone, format),
    teen: details.teen && describeTeen(details.teen, reader.zone, format),
    offer: describeOffer(details, party, { zone: reader.zone, now, format }),
    canOffer: {
      anotherTime: party === "counsellor" && details.canCancel && !details.movingTo,
      nextWeek: party === "counsellor" && canRecur(appointment, now),
    },
  };
}

/** "Kim Weiss checked their device on 3 May 2026: camera and microphone work, connection good." */
export function checkedWords(check: SharedCheck, who: string, zone: string, format: Format): string {
  const whose = who === "You" ? "your" : "their";
  return `${who} checked ${whose} device on ${format.date(check.at, zone)}: ${checkWords(check)}.`;
}

function paidWords({ brand, lastFour, refund }: Payment, zone: string, format: Format): string {
  const refunded = refund?.returnedAt ? ` Refunded on ${format.date(refund.returnedAt, zone)}.` : "";
  return `Paid with ${brand} ending in ${lastFour}.${refunded} Test payment: no money moved.`;
}
