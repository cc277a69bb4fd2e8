import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { addMinutes } from "../../src/appointments/appointment-rules.js";
import { NoticeModel } from "../../src/notices/notice-model.js";
import { book } from "../support/booking.js";
import { makeClient, makeCounsellor } from "../support/people.js";
import { minutesBefore, NEW_START, START, ToldAppointment } from "./told-appointment.js";

describe("Reminders", () => {
  const told = ToldAppointment.forEachTest();

  it("remind both a day and an hour before", async () => {
    await told.site.tell();
    await told.tellAt(minutesBefore(START, 24 * 60 + 1));
    expect(told.site.server.to(told.client)).to.have.length(1);
    await told.tellAt(minutesBefore(START, 24 * 60));
    expect(told.subjectsTo(told.client)).to.deep.equal(["Appointment confirmed", "Reminder"]);
    await told.tellAt(minutesBefore(START, 60));
    await told.tellAt(minutesBefore(START, 30));
    expect(told.subjectsTo(told.client)).to.deep.equal(["Appointment confirmed", "Reminder", "Reminder"]);
    expect(told.subjectsTo(told.counsellor)).to.have.length(3);
  });

  it("remind of the new time when an appointment was moved, and not of the old", async () => {
    await told.site.tell();
    await told.move(START, NEW_START);
    await told.tellAt(minutesBefore(START, 24 * 60));
    await told.tellAt(minutesBefore(START, 60));
    expect(told.subjectsTo(told.counsellor).filter((subject) => subject === "Reminder")).to.deep.equal([]);
    await told.tellAt(minutesBefore(NEW_START, 24 * 60));
    expect(told.site.server.to(told.counsellor).at(-1)?.subject).to.equal(
      "Reminder: appointment on Friday 27 November, 16:00 (Berlin time)",
    );
  });

  it("remind of nothing that is moved or cancelled at that very moment", async () => {
    await told.site.tell();
    told.site.clock.moveTo(minutesBefore(START, 24 * 60));
    await NoticeModel.updateMany({ kind: "day-before" }, { $set: { tryAt: told.site.clock.now() } });
    await AppointmentModel.updateOne({ _id: told.appointment._id }, { $set: { status: "cancelled" } });
    await told.site.tell();
    expect(told.subjectsTo(told.client)).to.deep.equal(["Appointment confirmed"]);
  });

  it("disappear with a cancellation", async () => {
    await told.site.tell();
    expect(await NoticeModel.countDocuments({ status: "waiting" })).to.equal(4);
    await told.cancel(told.client, "client");
    await told.site.tell();
    expect(await NoticeModel.distinct("kind", { status: "waiting" })).to.deep.equal([]);
  });

  it("remind of nothing for which the moment had passed when it was booked", async () => {
    told.site.clock.moveTo(minutesBefore(START, 20 * 60));
    const soon = await book(told.site, await makeClient(), await makeCounsellor(), START);
    await told.site.tell();
    const kinds = await NoticeModel.distinct("kind", { appointmentId: soon._id });
    expect(kinds.sort()).to.deep.equal(["confirmation", "hour-before"]);
  });

  it("arrive late after the server was down, but never once they are useless", async () => {
    await told.site.tell();
    await told.tellAt(minutesBefore(START, 20 * 60));
    expect(told.subjectsTo(told.client)).to.deep.equal(["Appointment confirmed", "Reminder"]);
    const other = await makeClient();
    await book(told.site, other, await makeCounsellor(), NEW_START);
    await told.site.tell();
    await told.tellAt(minutesBefore(NEW_START, 20));
    expect(told.subjectsTo(other), "the day before is replaced by the hour before").to.deep.equal([
      "Appointment confirmed",
      "Reminder",
    ]);
    expect(told.subjectsTo(told.client), "nothing once it has begun").to.have.length(2);
    await told.tellAt(addMinutes(new Date(NEW_START), 24 * 60));
    expect(await NoticeModel.countDocuments({ status: "waiting" })).to.equal(0);
  });
});
