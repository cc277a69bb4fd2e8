import { expect } from "chai";
import { addMinutes } from "../../src/appointments/appointment-rules.js";
import { NoticeModel } from "../../src/notices/notice-model.js";
import { Answer } from "../support/mail-server.js";
import { NEW_START, START, ToldAppointment } from "./told-appointment.js";

describe("Notices of a change", () => {
  const told = ToldAppointment.forEachTest();

  it("say what a change changed, and to the counsellor who did it", async () => {
    await told.site.tell();
    await told.move(START, NEW_START);
    await told.site.tell();
    expect(told.site.server.to(told.client)[1]?.parts.get("text/plain"))
      .to.contain("You moved your appointment with Ana Moreno.")
      .and.to.contain("It was planned for Thursday 26 November, 05:00 (New York time).")
      .and.to.contain("When: Friday 27 November, 10:00 (New York time)");
    expect(told.site.server.to(told.counsellor)[1]?.parts.get("text/plain")).to.contain(
      "Kim Weiss moved your appointment.",
    );
  });

  it("name the old time that each person was told last, whatever happened in between", async () => {
    const third = "2026-11-30T12:00:00.000Z";
    const lastText = (): string | undefined => told.site.server.to(told.client).at(-1)?.parts.get("text/plain");
    await told.site.tell();
    await told.move(START, NEW_START);
    await told.move(NEW_START, third);
    await told.site.tell();
    expect(lastText()).to.contain("It was planned for Thursday 26 November, 05:00");
    await told.move(third, NEW_START);
    await told.site.tell();
    expect(lastText()).to.contain("It was planned for Monday 30 November, 07:00");
    await told.move(NEW_START, START);
    await told.move(START, NEW_START);
    await told.site.tell();
    expect(lastText()).to.contain("moved").and.not.to.contain("It was planned for");
  });

  it("do not count a notice that never reached its reader as told", async () => {
    await told.site.tell();
    told.site.server.atRecipient = () => {
      throw new Answer(450, "Not now");
    };
    await told.move(START, NEW_START);
    await told.site.tell();
    told.site.server.atRecipient = () => undefined;
    await told.move(NEW_START, "2026-11-30T12:00:00.000Z");
    await told.tellAt(addMinutes(told.site.clock.now(), 10));
    expect(told.site.server.to(told.client).at(-1)?.parts.get("text/plain"))
      .to.contain("When: Monday 30 November, 07:00")
      .and.to.contain("It was planned for Thursday 26 November, 05:00");
  });

  it("report a cancellation that came while the booking was being collected", async () => {
    const insertMany = NoticeModel.insertMany.bind(NoticeModel);
    Reflect.set(NoticeModel, "insertMany", async (...given: Parameters<typeof insertMany>) => {
      Reflect.deleteProperty(NoticeModel, "insertMany");
      await told.cancel(told.counsellor, "counsellor");
      return insertMany(...given);
    });
    await told.site.tell();
    await told.site.tell();
    expect(told.subjectsTo(told.client)).to.deep.equal(["Appointment cancelled"]);
  });

  it("leave out what has changed again before anyone was told", async () => {
    await told.move(START, NEW_START);
    await told.cancel(told.client, "client");
    await told.site.tell();
    expect(told.subjectsTo(told.counsellor)).to.deep.equal(["Appointment cancelled"]);
  });

  it("are not sent when they were overtaken while they waited", async () => {
    told.site.server.atRecipient = () => {
      throw new Answer(450, "Not now");
    };
    await told.site.tell();
    told.site.server.atRecipient = () => undefined;
    await told.move(START, NEW_START);
    await told.tellAt(addMinutes(told.site.clock.now(), 10));
    expect(told.subjectsTo(told.client)).to.deep.equal(["Appointment moved to Friday 27 November, 10"]);
    const first = await NoticeModel.findOne({ personId: told.client.id, kind: "confirmation" }).lean();
    expect(first).to.include({ status: "withdrawn", withdrawal: "overtaken" });
  });
});
