import { expect } from "chai";
import ICAL from "ical.js";
import type { Appointment } from "../../src/appointments/appointment-model.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { rescheduleAppointment } from "../../src/booking/reschedule-appointment.js";
import { actorOf, book, wanted } from "../support/booking.js";
import { makeCalendarFile } from "../../src/notices/make-calendar-file.js";
import { startNoticesSite, type NoticesSite } from "../support/notices-site.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Reader } from "../support/reader.js";
import { MONDAY } from "../support/test-site.js";

const START = "2026-11-26T10:00:00.000Z";
const NEW_START = "2026-11-27T15:00:00.000Z";

describe("The calendar file of an appointment", () => {
  let site: NoticesSite;
  let client: TestPerson;
  let counsellor: TestPerson;
  let reader: Reader;
  let appointment: Appointment;

  before(async () => (site = await startNoticesSite()));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    site.server.mails.length = 0;
    client = await makeClient({ name: "Kim Weiss", zone: "America/New_York" });
    counsellor = await makeCounsellor({ name: "Ana Moreno" });
    reader = await signedIn(site, client);
    appointment = await book(site, client, counsellor, START);
  });

  const address = (): string => `/appointments/${String(appointment._id)}/calendar.ics`;
  const download = async (): Promise<Read> => read((await reader.get(address())).html);
  const mailed = (person: TestPerson): Read[] =>
    site.server
      .to(person)
      .flatMap(({ parts }) => (parts.has("text/calendar") ? [read(parts.get("text/calendar")!)] : []));
  const move = (): Promise<void> =>
    rescheduleAppointment(site.services, actorOf(client), {
      appointmentId: String(appointment._id),
      from: new Date(START),
      startsAt: new Date(NEW_START),
    });

  it("is a download that calendars understand, with the right time in every zone", async () => {
    const page = await reader.get(address());
    expect(page.headers.get("content-type")).to.equal("text/calendar; charset=utf-8");
    expect(page.headers.get("content-disposition")).to.equal("attachment; filename=appointment.ics");
    const { method, event } = read(page.html);
    expect(method).to.equal("PUBLISH");
    expect(event.startDate.toJSDate().toISOString()).to.equal(START);
    expect(event.startDate.zone.tzid).to.equal("UTC");
    expect(event.duration.toSeconds()).to.equal(50 * 60);
  });

  it("says nothing of what it is about or with whom", async () => {
    await site.tell();
    const { html } = await reader.get(address());
    const files = [html, ...site.server.to(client).map(({ parts }) => parts.get("text/calendar") ?? "")];
    expect(files).to.have.length(2);
    for (const file of files) {
      const words = file.replaceAll(client.email, "").replace(/\r\n /g, "");
      expect(words).to.contain("SUMMARY:Appointment\r\n").and.to.contain("CLASS:PRIVATE");
      expect(words).not.to.match(/Ana|Moreno|individual|anxiety|counsel|psycholog|therap|session|video/i);
    }
  });

  it("keeps its UID while its SEQUENCE rises, so that changes and cancellations land in calendars", async () => {
    await site.tell();
    await move();
    await site.tell();
    await cancelAppointment(site.services, actorOf(counsellor, "counsellor"), String(appointment._id), 6000);
    await site.tell();
    for (const person of [client, counsellor]) {
      const [booked, moved, cancelled] = mailed(person);
      const uids = [booked, moved, cancelled].map((file) => file?.event.uid);
      expect(uids).to.deep.equal(Array(3).fill(`${String(appointment._id)}@healspace`));
      expect([booked, moved, cancelled].map((file) => file?.event.sequence)).to.deep.equal([0, 1, 2]);
      expect([booked, moved, cancelled].map((file) => file?.method)).to.deep.equal(["REQUEST", "REQUEST", "CANCEL"]);
      expect(moved?.event.startDate.toJSDate().toISOString()).to.equal(NEW_START);
      expect(cancelled?.status).to.equal("CANCELLED");
      expect(booked?.event.attendees.map((one) => one.getFirstValue())).to.deep.equal([`MAILTO:${person.email}`]);
    }
    const { method, status, event } = await download();
    expect([method, status, event.sequence]).to.deep.equal(["CANCEL", "CANCELLED", 2]);
  });

  it("escapes the quotes in a name", () => {
    const guest = { name: 'Robert "Bob" ^ Miller', email: "bob@example.org" };
    const { content } = makeCalendarFile(site.services, appointment, guest);
    expect(content.replace(/\r\n /g, "")).to.contain(`CN="Robert ^'Bob^' ^^ Miller"`);
    const attendee = new ICAL.Component(ICAL.parse(content) as unknown[]).getFirstSubcomponent("vevent")!;
    expect(attendee.getFirstProperty("attendee")!.getParameter("cn")).to.equal(guest.name);
  });

  it("is for its two people alone, once the time is theirs", async () => {
    expect((await (await signedIn(site, counsellor)).get(address())).status).to.equal(200);
    expect((await (await signedIn(site, await makeClient())).get(address())).status).to.equal(404);
    const held = await placeHold(site.services, actorOf(client), wanted(counsellor, NEW_START));
    expect((await reader.get(`/appointments/${String(held._id)}/calendar.ics`)).status).to.equal(404);
  });
});

interface Read {
  method: unknown;
  status: unknown;
  event: ICAL.Event;
}

function read(file: string): Read {
  const calendar = new ICAL.Component(ICAL.parse(file) as unknown[]);
  const [part] = calendar.getAllSubcomponents("vevent");
  return {
    method: calendar.getFirstPropertyValue("method"),
    status: part?.getFirstPropertyValue("status"),
    event: new ICAL.Event(part),
  };
}
