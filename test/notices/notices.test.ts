import { expect } from "chai";
import { AccountModel } from "../../src/accounts/account-model.js";
import { AppointmentModel, type Appointment } from "../../src/appointments/appointment-model.js";
import { addMinutes } from "../../src/appointments/appointment-rules.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { payAppointment } from "../../src/booking/pay-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { rescheduleAppointment } from "../../src/booking/reschedule-appointment.js";
import { chooseNotices } from "../../src/notices/choose-notices.js";
import { NoticeModel } from "../../src/notices/notice-model.js";
import { TOLD_TO, type NoticeKind } from "../../src/notices/notice-rules.js";
import { PaymentModel } from "../../src/payments/payment-model.js";
import { refundPayment } from "../../src/payments/refund-payment.js";
import { actorOf, book, current, GOOD_CARD, wanted } from "../support/booking.js";
import { Answer } from "../support/mail-server.js";
import { startNoticesSite, type NoticesSite } from "../support/notices-site.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { MONDAY } from "../support/test-site.js";

const START = "2026-11-26T10:00:00.000Z";
const NEW_START = "2026-11-27T15:00:00.000Z";
const minutesBefore = (start: string, minutes: number): Date => addMinutes(new Date(start), -minutes);

describe("Notices", () => {
  let site: NoticesSite;
  let client: TestPerson;
  let counsellor: TestPerson;
  let appointment: Appointment;

  before(async () => (site = await startNoticesSite()));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    site.server.mails.length = 0;
    await NoticeModel.deleteMany({});
    client = await makeClient({ name: "Kim Weiss", zone: "America/New_York" });
    counsellor = await makeCounsellor({ name: "Ana Moreno" });
    appointment = await book(site, client, counsellor, START);
  });

  const move = (from: string, to: string): Promise<void> =>
    rescheduleAppointment(site.services, actorOf(client), {
      appointmentId: String(appointment._id),
      from: new Date(from),
      startsAt: new Date(to),
    });
  const cancel = (person: TestPerson, role: "client" | "counsellor", refundCents = 6000): Promise<void> =>
    cancelAppointment(site.services, actorOf(person, role), String(appointment._id), refundCents);
  const tellAt = async (moment: Date | string): Promise<void> => {
    site.clock.moveTo(moment);
    await site.tell();
  };
  /** What the bank does within minutes, and what people are told then. */
  const moneyArrives = async (): Promise<void> => {
    site.clock.advance({ minutes: 10 });
    await site.sweep();
    await tellAt(addMinutes(site.clock.now(), 1));
    await tellAt(addMinutes(site.clock.now(), 1));
  };
  const subjectsTo = (person: TestPerson): string[] =>
    site.server.to(person).map(({ subject }) => subject.split(":")[0] ?? "");
  const want = (person: TestPerson, role: "client" | "counsellor", ...kinds: readonly NoticeKind[]): Promise<void> =>
    chooseNotices(actorOf(person, role), kinds);

  it("confirm a booking to both, each in their own zone, in text and HTML and with a calendar file", async () => {
    await site.tell();
    const [toClient, toCounsellor] = [site.server.to(client), site.server.to(counsellor)];
    expect(toClient).to.have.length(1);
    expect(toCounsellor).to.have.length(1);
    expect(toClient[0]?.subject).to.equal("Appointment confirmed: Thursday 26 November, 05:00 (New York time)");
    expect(toCounsellor[0]?.subject).to.equal("Appointment confirmed: Thursday 26 November, 11:00 (Berlin time)");
    const link = `https://healspace.example/appointments/${String(appointment._id)}`;
    for (const type of ["text/plain", "text/html"]) {
      const part = toClient[0]?.parts.get(type);
      expect(part).to.contain("Your appointment with Ana Moreno is booked.").and.to.contain(link);
      expect(part).to.contain("05:00 (New York time)").and.to.contain("11:00 (Berlin time)");
      expect(part).to.contain("https://healspace.example/notices");
    }
    expect(toClient[0]?.parts.get("text/calendar")).to.contain("METHOD:REQUEST");
    expect((await current(appointment._id)).needsNotice).to.equal(undefined);
  });

  it("never say what a session is about", async () => {
    await site.tell();
    await move(START, NEW_START);
    await site.tell();
    await tellAt(minutesBefore(NEW_START, 24 * 60));
    await tellAt(minutesBefore(NEW_START, 60));
    await cancel(counsellor, "counsellor");
    await site.tell();
    await moneyArrives();
    const told = [...site.server.to(client), ...site.server.to(counsellor)];
    expect(told).to.have.length(11);
    for (const { to, raw, parts } of told) {
      const all = [raw, ...parts.values()].join("\n").replaceAll(to, "");
      expect(all).not.to.match(/individual|anxiety|counsell(?:ing|or)|psycholog|therap|session/i);
    }
  });

  it("are told once, however often and by however many at a time", async () => {
    await Promise.all(Array.from({ length: 8 }, () => site.tell()));
    await site.tell();
    expect(site.server.mails).to.have.length(2);
    expect(await NoticeModel.countDocuments()).to.equal(6);
  });

  it("say what a change changed, and to the counsellor who did it", async () => {
    await site.tell();
    await move(START, NEW_START);
    await site.tell();
    expect(site.server.to(client)[1]?.parts.get("text/plain"))
      .to.contain("You moved your appointment with Ana Moreno.")
      .and.to.contain("It was planned for Thursday 26 November, 05:00 (New York time).")
      .and.to.contain("When: Friday 27 November, 10:00 (New York time)");
    expect(site.server.to(counsellor)[1]?.parts.get("text/plain")).to.contain("Kim Weiss moved your appointment.");
  });

  it("name the old time that each person was told last, whatever happened in between", async () => {
    const third = "2026-11-30T12:00:00.000Z";
    const lastText = (): string | undefined => site.server.to(client).at(-1)?.parts.get("text/plain");
    await site.tell();
    await move(START, NEW_START);
    await move(NEW_START, third);
    await site.tell();
    expect(lastText()).to.contain("It was planned for Thursday 26 November, 05:00");
    await move(third, NEW_START);
    await site.tell();
    expect(lastText()).to.contain("It was planned for Monday 30 November, 07:00");
    await move(NEW_START, START);
    await move(START, NEW_START);
    await site.tell();
    expect(lastText()).to.contain("moved").and.not.to.contain("It was planned for");
  });

  it("do not count a notice that never reached its reader as told", async () => {
    await site.tell();
    site.server.atRecipient = () => {
      throw new Answer(450, "Not now");
    };
    await move(START, NEW_START);
    await site.tell();
    site.server.atRecipient = () => undefined;
    await move(NEW_START, "2026-11-30T12:00:00.000Z");
    await tellAt(addMinutes(site.clock.now(), 10));
    expect(site.server.to(client).at(-1)?.parts.get("text/plain"))
      .to.contain("When: Monday 30 November, 07:00")
      .and.to.contain("It was planned for Thursday 26 November, 05:00");
  });

  it("tell a cancellation that came while the booking was being collected", async () => {
    const insertMany = NoticeModel.insertMany.bind(NoticeModel);
    Reflect.set(NoticeModel, "insertMany", async (...given: Parameters<typeof insertMany>) => {
      Reflect.deleteProperty(NoticeModel, "insertMany");
      await cancel(counsellor, "counsellor");
      return insertMany(...given);
    });
    await site.tell();
    await site.tell();
    expect(subjectsTo(client)).to.deep.equal(["Appointment cancelled"]);
  });

  it("leave out what has changed again before anyone was told", async () => {
    await move(START, NEW_START);
    await cancel(client, "client");
    await site.tell();
    expect(subjectsTo(counsellor)).to.deep.equal(["Appointment cancelled"]);
  });

  it("are not sent when they were overtaken while they waited", async () => {
    site.server.atRecipient = () => {
      throw new Answer(450, "Not now");
    };
    await site.tell();
    site.server.atRecipient = () => undefined;
    await move(START, NEW_START);
    await tellAt(addMinutes(site.clock.now(), 10));
    expect(subjectsTo(client)).to.deep.equal(["Appointment moved to Friday 27 November, 10"]);
    const first = await NoticeModel.findOne({ personId: client.id, kind: "confirmation" }).lean();
    expect(first).to.include({ status: "withdrawn", withdrawal: "overtaken" });
  });

  it("remind both a day and an hour before", async () => {
    await site.tell();
    await tellAt(minutesBefore(START, 24 * 60 + 1));
    expect(site.server.to(client)).to.have.length(1);
    await tellAt(minutesBefore(START, 24 * 60));
    expect(subjectsTo(client)).to.deep.equal(["Appointment confirmed", "Reminder"]);
    await tellAt(minutesBefore(START, 60));
    await tellAt(minutesBefore(START, 30));
    expect(subjectsTo(client)).to.deep.equal(["Appointment confirmed", "Reminder", "Reminder"]);
    expect(subjectsTo(counsellor)).to.have.length(3);
  });

  it("remind of the new time when an appointment was moved, and not of the old", async () => {
    await site.tell();
    await move(START, NEW_START);
    await tellAt(minutesBefore(START, 24 * 60));
    await tellAt(minutesBefore(START, 60));
    expect(subjectsTo(counsellor).filter((subject) => subject === "Reminder")).to.deep.equal([]);
    await tellAt(minutesBefore(NEW_START, 24 * 60));
    expect(site.server.to(counsellor).at(-1)?.subject).to.equal(
      "Reminder: appointment on Friday 27 November, 16:00 (Berlin time)",
    );
  });

  it("remind of nothing that was moved or cancelled in the very moment", async () => {
    await site.tell();
    site.clock.moveTo(minutesBefore(START, 24 * 60));
    await NoticeModel.updateMany({ kind: "day-before" }, { $set: { tryAt: site.clock.now() } });
    await AppointmentModel.updateOne({ _id: appointment._id }, { $set: { status: "cancelled" } });
    await site.tell();
    expect(subjectsTo(client)).to.deep.equal(["Appointment confirmed"]);
  });

  it("take reminders away with a cancellation", async () => {
    await site.tell();
    expect(await NoticeModel.countDocuments({ status: "waiting" })).to.equal(4);
    await cancel(client, "client");
    await site.tell();
    expect(await NoticeModel.distinct("kind", { status: "waiting" })).to.deep.equal([]);
  });

  it("remind of nothing for which the moment had passed when it was booked", async () => {
    site.clock.moveTo(minutesBefore(START, 20 * 60));
    const soon = await book(site, await makeClient(), await makeCounsellor(), START);
    await site.tell();
    const kinds = await NoticeModel.distinct("kind", { appointmentId: soon._id });
    expect(kinds.sort()).to.deep.equal(["confirmation", "hour-before"]);
  });

  it("come late after the server was down, but never when they are no longer of use", async () => {
    await site.tell();
    await tellAt(minutesBefore(START, 20 * 60));
    expect(subjectsTo(client)).to.deep.equal(["Appointment confirmed", "Reminder"]);
    const other = await makeClient();
    await book(site, other, await makeCounsellor(), NEW_START);
    await site.tell();
    await tellAt(minutesBefore(NEW_START, 20));
    expect(subjectsTo(other), "the day before is replaced by the hour before").to.deep.equal([
      "Appointment confirmed",
      "Reminder",
    ]);
    expect(subjectsTo(client), "nothing once it has begun").to.have.length(2);
    await tellAt(addMinutes(new Date(NEW_START), 24 * 60));
    expect(await NoticeModel.countDocuments({ status: "waiting" })).to.equal(0);
  });

  it("say that the money comes back when a counsellor cancels, and again when it has", async () => {
    await site.tell();
    await cancel(counsellor, "counsellor");
    await site.tell();
    await moneyArrives();
    const [, cancelled, returned] = site.server.to(client);
    expect(cancelled?.parts.get("text/plain"))
      .to.contain("Ana Moreno cancelled your appointment.")
      .and.to.contain("Your refund of 60.00 € is on its way.");
    expect(cancelled?.parts.get("text/calendar")).to.contain("METHOD:CANCEL").and.to.contain("STATUS:CANCELLED");
    expect(returned?.subject).to.equal("60.00 € returned to you");
    expect(returned?.parts.get("text/plain")).to.contain("ending in 4242").and.to.contain("no money moved");
    expect(subjectsTo(counsellor)).to.deep.equal(["Appointment confirmed", "Appointment cancelled"]);
  });

  it("do not say that money came back before it did", async () => {
    await site.tell();
    await cancel(counsellor, "counsellor");
    await tellAt(addMinutes(site.clock.now(), 60));
    expect(subjectsTo(client)).to.deep.equal(["Appointment confirmed", "Appointment cancelled"]);
    await moneyArrives();
    expect(subjectsTo(client)).to.have.length(3);
  });

  it("tell of money that came back because its time was gone", async () => {
    const held = await placeHold(site.services, actorOf(client), wanted(counsellor, NEW_START));
    await payAppointment(site.services, actorOf(client), String(held._id), GOOD_CARD);
    const payment = await PaymentModel.findOne({ appointmentId: held._id }).orFail().lean();
    await AppointmentModel.deleteOne({ _id: held._id });
    await refundPayment(site.services, payment, 6000);
    await site.tell();
    await moneyArrives();
    const text = site.server.to(client).at(-1)?.parts.get("text/plain");
    expect(text).to.contain("60.00 € returned to you").and.to.contain("gone before your payment arrived");
    const page = await (await signedIn(site, client)).get("/notices");
    expect(page.text).to.contain("Payment returned Sent By e-mail");
  });

  it("say so when nothing is returned, and tell of a session to which one did not come without blame", async () => {
    await site.tell();
    await AppointmentModel.updateOne(
      { _id: appointment._id },
      { $set: { "cameAt.counsellor": minutesBefore(START, 1) } },
    );
    site.clock.moveTo(addMinutes(new Date(START), 31));
    await site.sweep();
    await site.tell();
    expect(site.server.to(client).at(-1)?.parts.get("text/plain"))
      .to.contain("because you did not come in the first 30 minutes")
      .and.to.contain("Your payment was not refunded.");
  });

  it("are those that each one chose", async () => {
    await want(client, "client", "hour-before");
    await site.tell();
    await tellAt(minutesBefore(START, 24 * 60));
    expect(subjectsTo(client)).to.deep.equal([]);
    await tellAt(minutesBefore(START, 60));
    expect(subjectsTo(client)).to.deep.equal(["Reminder"]);
    await cancel(counsellor, "counsellor");
    await site.tell();
    await moneyArrives();
    expect(subjectsTo(client)).to.deep.equal(["Reminder"]);
    expect(subjectsTo(counsellor)).to.include("Appointment cancelled");
    await want(client, "client", ...TOLD_TO.client);
  });

  it("are not sent to someone whose account is gone", async () => {
    await AccountModel.deleteOne({ _id: client.id });
    await site.tell();
    expect(site.server.to(client)).to.deep.equal([]);
    expect(site.server.to(counsellor)).to.have.length(1);
  });
});
