import type { Person } from "../access/permissions.js";
import { MEDIA, SESSION_TYPES, sessionName } from "../catalogue/catalogue-rules.js";
import { priceWords } from "../catalogue/terms-rules.js";
import { minutesOf, partyOf } from "./appointment-rules.js";
import type { AppointmentView } from "./with-people.js";
import type { Format } from "../web/format-rules.js";

/** What pages say of an appointment's people, time and price. */
export interface Facts {
  /** The other person's name, and the page about them: a counsellor's profile if they have one, or a counsellor's page of a client. */
  other: string;
  otherPage: string | null;
  /** Their pronouns, or empty; and for a counsellor the client's photo, if there is one. */
  otherPronouns: string;
  otherPhoto: { small: string; large: string } | null;
  startsAt: Date;
  when: string;
  /** The start in the other person's zone, where that differs. */
  whenForOther: string | null;
  /** "Individual, 50 minutes, by video" */
  session: string;
  /** "Individual session with Ana Moreno, by video" */
  title: string;
  price: string;
  /** "60.00 €, paid to Ana Moreno directly" or "Free" */
  payment: string;
}

/** Describes an appointment to one of its two people, in their own zone. */
export function describeFacts(appointment: AppointmentView, reader: Person, format: Format): Facts {
  const { startsAt, sessionType, priceCents } = appointment;
  const other = otherPerson(appointment, reader);
  const isSameZone = format.zoneName(other.zone) === format.zoneName(reader.zone);
  const by = `by ${MEDIA[appointment.medium].toLowerCase()}`;
  return {
    other: other.name,
    otherPage: other.page,
    otherPronouns: other.pronouns,
    otherPhoto: other.photo,
    startsAt,
    when: format.dateTime(startsAt, reader.zone),
    whenForOther: isSameZone ? null : format.dateTime(startsAt, other.zone),
    session: `${SESSION_TYPES[sessionType]}, ${format.minutes(minutesOf(appointment))}, ${by}`,
    title: `${sessionName(sessionType)} with ${other.name}, ${by}`,
    price: format.money(priceCents),
    payment: paymentWords(appointment, format),
  };
}

function paymentWords({ priceCents, payBy, counsellorName }: AppointmentView, { money }: Format): string {
  const price = priceWords(priceCents, money);
  return payBy === "direct" ? `${price}, paid to ${counsellorName} directly` : price;
}

type Other = { name: string; zone: string; page: string | null; pronouns: string; photo: Facts["otherPhoto"] };

function otherPerson(appointment: AppointmentView, { id }: Person): Other {
  if (partyOf(appointment, id) === "client") {
    const { counsellorName: name, counsellorZone: zone, counsellorSlug: slug, counsellorPronouns } = appointment;
    const page = slug ? `/counsellors/${slug}` : null;
    return { name, zone, page, pronouns: counsellorPronouns, photo: null };
  }
  const { clientId, clientName: name, clientZone: zone, clientPronouns, clientPhoto } = appointment;
  return { name, zone, page: `/clients/${String(clientId)}`, pronouns: clientPronouns, photo: clientPhoto };
}
