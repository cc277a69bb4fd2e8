import ical, {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendarMethod,
  ICalEventBusyStatus,
  ICalEventClass,
  ICalEventStatus,
  type ICalAttendeeData,
} from "ical-generator";
import type { Appointment } from "../appointments/appointment-model.js";
import type { Services } from "../services.js";
import { calendarSequence } from "./notice-rules.js";

export interface CalendarFile {
  method: "PUBLISH" | "REQUEST" | "CANCEL";
  content: string;
}

/**
 * An appointment for a calendar (RFC 5545, 5546). It says neither what the appointment is about nor with whom: people share calendars
 * with families and employers. Its UID stays and its SEQUENCE rises with every change, so that each file replaces the one before. Times
 * are in UTC. With a `guest` it is an invitation to go with a mail; without one, a file to download.
 */
export function makeCalendarFile(
  { mailer, siteUrl, clock }: Pick<Services, "mailer" | "siteUrl" | "clock">,
  appointment: Appointment,
  guest?: { name: string; email: string },
): CalendarFile {
  const { _id, startsAt, endsAt, status, history } = appointment;
  const isCancelled = status === "cancelled";
  const method = isCancelled ? "CANCEL" : guest ? "REQUEST" : "PUBLISH";
  const page = `${siteUrl}/appointments/${_id.toString()}`;
  const calendar = ical({ prodId: "//HealSpace//Appointments//EN", method: ICalCalendarMethod[method] });
  calendar.createEvent({
    id: `${_id.toString()}@healspace`,
    sequence: calendarSequence(history),
    stamp: clock.now(),
    lastModified: history.at(-1)?.at ?? startsAt,
    start: startsAt,
    end: endsAt,
    summary: "Appointment",
    location: "Online",
    description: `Join or see details: ${page}`,
    url: page,
    organizer: { name: "Appointments", email: mailer.from.address },
    attendees: guest ? [attending(guest)] : [],
    status: isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    busystatus: isCancelled ? ICalEventBusyStatus.FREE : ICalEventBusyStatus.BUSY,
    class: ICalEventClass.PRIVATE,
  });
  return { method, content: calendar.toString() };
}

/** Both have agreed already, by booking or by offering the time, so no calendar asks them again. */
function attending(guest: { name: string; email: string }): ICalAttendeeData {
  return {
    ...guest,
    name: asParameter(guest.name),
    rsvp: false,
    status: ICalAttendeeStatus.ACCEPTED,
    role: ICalAttendeeRole.REQ,
  };
}

/** A name as the value of a parameter, with its quotes encoded (RFC 6868). */
function asParameter(name: string): string {
  return name.replaceAll("^", "^^").replaceAll('"', "^'");
}
