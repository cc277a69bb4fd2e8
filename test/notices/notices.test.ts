import { expect } from "chai";
import { AccountModel } from "../../src/accounts/account-model.js";
import { returnAnyway } from "../../src/booking/return-anyway.js";
import { chooseNotices } from "../../src/notices/choose-notices.js";
import { NoticeModel } from "../../src/notices/notice-model.js";
import { TOLD_TO, type NoticeKind } from "../../src/notices/notice-rules.js";
import { actorOf, current } from "../support/booking.js";
import { type TestPerson } from "../support/people.js";
import { minutesBefore, NEW_START, START, ToldAppointment } from "./told-appointment.js";

describe("Notices", () => {
  const told = ToldAppointment.forEachTest();

  const want = (person: TestPerson, role: "client" | "counsellor", ...kinds: readonly NoticeKind[]): Promise<void> =>
    chooseNotices(actorOf(person, role), { wanted: kinds, isDiscreet: false });

  it("confirm a booking to both, each in their own zone, in text and HTML and with a calendar file", async () => {
    await told.site.tell();
    const [toClient, toCounsellor] = [told.site.server.to(told.client), told.site.server.to(told.counsellor)];
    expect(toClient).to.have.length(1);
    expect(toCounsellor).to.have.length(1);
    expect(toClient[0]?.subject).to.equal("Appointment confirmed: Thursday 26 November, 05:00 (New York time)");
    expect(toCounsellor[0]?.subject).to.equal("Appointment confirmed: Thursday 26 November, 11:00 (Berlin time)");
    const link = `https://healspace.example/appointments/${String(told.appointment._id)}`;
    for (const type of ["text/plain", "text/html"]) {
      const part = toClient[0]?.parts.get(type);
      expect(part).to.contain("Your appointment with Ana Moreno is booked.").and.to.contain(link);
      expect(part).to.contain("05:00 (New York time)").and.to.contain("11:00 (Berlin time)");
      expect(part).to.contain("https://healspace.example/notices");
    }
    expect(toClient[0]?.parts.get("text/calendar")).to.contain("METHOD:REQUEST");
    expect((await current(told.appointment._id)).needsNotice).to.equal(undefined);
  });

  it("never say what a session is about", async () => {
    await told.site.tell();
    await told.move(START, NEW_START);
    await told.site.tell();
    await told.tellAt(minutesBefore(NEW_START, 24 * 60));
    await told.tellAt(minutesBefore(NEW_START, 60));
    await told.cancel(told.counsellor, "counsellor");
    await told.site.tell();
    await told.moneyArrives();
    const mails = [...told.site.server.to(told.client), ...told.site.server.to(told.counsellor)];
    expect(mails).to.have.length(11);
    for (const { to, raw, parts } of mails) {
      const all = [raw, ...parts.values()].join("\n").replaceAll(to, "");
      expect(all).not.to.match(/individual|anxiety|counsell(?:ing|or)|psycholog|therap|session/i);
    }
  });

  it("tell a client alone that the counsellor returns what a late cancellation cost", async () => {
    await told.site.tell();
    told.site.clock.moveTo(minutesBefore(START, 60 * 12));
    await told.cancel(told.client, "client", 0);
    await told.site.tell();
    told.site.server.mails.length = 0;
    const ana = actorOf(told.counsellor, "counsellor");
    await returnAnyway(told.site.services, ana, String(told.appointment._id));
    await told.site.tell();
    const [mail, ...others] = told.site.server.mails;
    expect(others).to.have.length(0);
    expect(mail?.subject).to.equal("About your appointment on Thursday 26 November, 05:00 (New York time)");
    const text = mail?.parts.get("text/plain")?.replace(/\s+/g, " ");
    expect(text).to.contain("Ana Moreno is not charging for your cancelled appointment after all.");
    expect(text).to.contain("Your refund of 60.00 € is on its way.");
  });

  it("are told once, however often and by however many at a time", async () => {
    await Promise.all(Array.from({ length: 8 }, () => told.site.tell()));
    await told.site.tell();
    expect(told.site.server.mails).to.have.length(2);
    expect(await NoticeModel.countDocuments()).to.equal(6);
  });

  it("are created where another process has created some of them already", async () => {
    const { _id: appointmentId, clientId: personId, history } = told.appointment;
    const entry = history.findIndex(({ what }) => what === "booked");
    const created = { appointmentId, personId, entry, kind: "confirmation", dueAt: new Date(), tries: 1 } as const;
    await NoticeModel.create({ ...created, status: "sent" });
    await told.site.tell();
    expect(told.site.server.to(told.client)).to.deep.equal([]);
    expect(told.site.server.to(told.counsellor)).to.have.length(1);
    expect(await NoticeModel.countDocuments({ appointmentId })).to.equal(6);
  });

  it("are limited to those that each person chose", async () => {
    await want(told.client, "client", "hour-before");
    await told.site.tell();
    await told.tellAt(minutesBefore(START, 24 * 60));
    expect(told.subjectsTo(told.client)).to.deep.equal([]);
    await told.tellAt(minutesBefore(START, 60));
    expect(told.subjectsTo(told.client)).to.deep.equal(["Reminder"]);
    await told.cancel(told.counsellor, "counsellor");
    await told.site.tell();
    await told.moneyArrives();
    expect(told.subjectsTo(told.client)).to.deep.equal(["Reminder"]);
    expect(told.subjectsTo(told.counsellor)).to.include("Appointment cancelled");
    await want(told.client, "client", ...TOLD_TO.client);
  });

  it("are not sent to someone whose account is gone", async () => {
    await AccountModel.deleteOne({ _id: told.client.id });
    await told.site.tell();
    expect(told.site.server.to(told.client)).to.deep.equal([]);
    expect(told.site.server.to(told.counsellor)).to.have.length(1);
  });
});
