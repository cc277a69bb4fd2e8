import type { Appointment } from "../../src/appointments/appointment-model.js";
import { addMinutes } from "../../src/appointments/appointment-rules.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { rescheduleAppointment } from "../../src/booking/reschedule-appointment.js";
import { NoticeModel } from "../../src/notices/notice-model.js";
import { actorOf, book } from "../support/booking.js";
import { startNoticesSite, type NoticesSite } from "../support/notices-site.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";
import { MONDAY } from "../support/test-site.js";

export const START = "2026-11-26T10:00:00.000Z";
export const NEW_START = "2026-11-27T15:00:00.000Z";
export const minutesBefore = (start: string, minutes: number): Date => addMinutes(new Date(start), -minutes);

/** An appointment of Kim Weiss, a client in New York, with Ana Moreno in Berlin, of which nobody has been told. */
export class ToldAppointment {
  site!: NoticesSite;
  client!: TestPerson;
  counsellor!: TestPerson;
  appointment!: Appointment;

  /** Books one for each test of the `describe` that this is called in, all on one site. */
  static forEachTest(): ToldAppointment {
    const told = new ToldAppointment();
    before(async () => (told.site = await startNoticesSite()));
    after(() => told.site.stop());
    beforeEach(() => told.#book());
    return told;
  }

  move(from: string, to: string): Promise<void> {
    return rescheduleAppointment(this.site.services, actorOf(this.client), {
      appointmentId: String(this.appointment._id),
      from: new Date(from),
      startsAt: new Date(to),
    });
  }

  cancel(person: TestPerson, role: "client" | "counsellor", refundCents = 6000): Promise<void> {
    return cancelAppointment(this.site.services, actorOf(person, role), String(this.appointment._id), refundCents);
  }

  /** Moves the clock, and tells people what is due then. */
  async tellAt(moment: Date | string): Promise<void> {
    this.site.clock.moveTo(moment);
    await this.site.tell();
  }

  /** What the bank does within minutes, and what people are told then. */
  async moneyArrives(): Promise<void> {
    this.site.clock.advance({ minutes: 10 });
    await this.site.sweep();
    await this.tellAt(addMinutes(this.site.clock.now(), 1));
    await this.tellAt(addMinutes(this.site.clock.now(), 1));
  }

  /** The beginnings of the subjects of their mails. */
  subjectsTo(person: TestPerson): string[] {
    return this.site.server.to(person).map(({ subject }) => subject.split(":")[0] ?? "");
  }

  async #book(): Promise<void> {
    this.site.clock.moveTo(MONDAY);
    this.site.server.mails.length = 0;
    await NoticeModel.deleteMany({});
    this.client = await makeClient({ name: "Kim Weiss", zone: "America/New_York" });
    this.counsellor = await makeCounsellor({ name: "Ana Moreno" });
    this.appointment = await book(this.site, this.client, this.counsellor, START);
  }
}
