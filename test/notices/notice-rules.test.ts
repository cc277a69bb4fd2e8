import { expect } from "chai";
import type { AppointmentChange, Status } from "../../src/appointments/appointment-rules.js";
import { describeNotice } from "../../src/notices/describe-notice.js";
import type { Notice } from "../../src/notices/notice-model.js";
import { calendarSequence, planNotices, reasonToWithdraw, type NoticeKind } from "../../src/notices/notice-rules.js";

const START = new Date("2026-11-24T10:00:00Z");
const at = (minutes: number): Date => new Date(START.getTime() + minutes * 60_000);
const DAY = 24 * 60;

const appointment = (status: Status, ...changes: [AppointmentChange["what"], number][]) => ({
  status,
  startsAt: START,
  endsAt: at(50),
  history: changes.map(([what, minutes]) => ({ what, at: at(minutes), by: "client" as const })),
});
const booked = appointment("booked", ["held", -2 * DAY], ["booked", -2 * DAY]);
const cancelled = appointment("cancelled", ["booked", -2 * DAY], ["cancelled", 30]);

describe("The notices of an appointment", () => {
  const planned = (source: typeof booked): string[] =>
    planNotices(source).map(({ kind, to, dueAt }) => `${kind} to ${to} at ${(+dueAt - +START) / 60_000}`);

  it("confirm it to both immediately, and remind a day and an hour before", () => {
    expect(planned(booked)).to.deep.equal([
      `confirmation to client at ${-2 * DAY}`,
      `confirmation to counsellor at ${-2 * DAY}`,
      `day-before to client at ${-DAY}`,
      `day-before to counsellor at ${-DAY}`,
      "hour-before to client at -60",
      "hour-before to counsellor at -60",
    ]);
  });

  it("leave out a reminder that was due before it was booked, or at that very moment", () => {
    expect(planned(appointment("booked", ["booked", -DAY])).join()).not.to.contain("day-before");
    expect(planned(appointment("booked", ["booked", -60])).join()).not.to.contain("hour-before");
  });

  it("report only the latest change, without reminders once it is cancelled, and a returned payment to the client", () => {
    expect(planned(cancelled)).to.deep.equal(["cancellation to client at 30", "cancellation to counsellor at 30"]);
    const returned = appointment("cancelled", ["cancelled", 30], ["returned", 40]);
    expect(planned(returned)).to.deep.equal(["cancellation to client at 40"]);
    expect(planned(appointment("held", ["held", 0]))).to.deep.equal([]);
  });

  it("are withdrawn once they are of no use: to the minute, and a cancellation never", () => {
    const why = (kind: NoticeKind, minutes: number, unwanted: NoticeKind[] = []): string | null =>
      reasonToWithdraw({ kind, entry: 1 }, kind === "cancellation" ? cancelled : booked, unwanted, at(minutes));
    expect([why("hour-before", -1), why("hour-before", 0)]).to.deep.equal([null, "too late"]);
    expect([why("day-before", -61), why("day-before", -60)]).to.deep.equal([null, "too late"]);
    expect([why("day-before", -1, ["hour-before"]), why("day-before", 0, ["hour-before"])]).to.deep.equal([
      null,
      "too late",
    ]);
    expect([why("confirmation", 49), why("confirmation", 50)]).to.deep.equal([null, "too late"]);
    expect(why("cancellation", 7 * DAY)).to.equal(null);
    expect(why("cancellation", 31, ["cancellation"])).to.equal("not wanted");
    expect(reasonToWithdraw({ kind: "confirmation", entry: 0 }, booked, [], at(-DAY))).to.equal("overtaken");
    expect(reasonToWithdraw({ kind: "hour-before", entry: 1 }, { ...booked, status: "live" }, [], at(-5))).to.equal(
      "overtaken",
    );
  });

  it("number an appointment's calendar file by its changes of time or state", () => {
    const changes = appointment("cancelled", ["booked", 0], ["rescheduled", 1], ["live", 2], ["extended", 3]).history;
    expect(calendarSequence(changes)).to.equal(2);
    expect(calendarSequence([...changes, { what: "cancelled", at: START, by: "system" }])).to.equal(3);
  });

  it("is planned until it is due, and then on its way", () => {
    const now = new Date("2026-11-23T09:00:00Z");
    const labelOf = (dueAt: string): string =>
      describeNotice(
        { kind: "reminder", status: "waiting", tries: 0, dueAt: new Date(dueAt) } as unknown as Notice,
        now,
      ).label;
    expect(["2026-11-23T09:00:01Z", "2026-11-23T09:00:00Z"].map(labelOf)).to.deep.equal(["Planned", "On its way"]);
  });
});
