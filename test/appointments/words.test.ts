import { expect } from "chai";
import mongoose from "mongoose";
import type { Cancellation, AppointmentChange } from "../../src/appointments/appointment-rules.js";
import { cancellationSentence, refundSentence, refundStateOf } from "../../src/appointments/cancellation-words.js";
import { describeHistory } from "../../src/appointments/describe-history.js";
import { describeLostRow } from "../../src/appointments/describe-rows.js";
import type { AppointmentView } from "../../src/appointments/with-people.js";
import type { LostPayment } from "../../src/appointments/find-lost-payments.js";
import { format } from "../../src/web/format.js";

const at = (time: string): Date => new Date(`2026-11-24T${time}:00Z`);
const people = { clientName: "Kim", counsellorName: "Ana" };
const session = { ...people, startsAt: at("14:00"), endsAt: at("14:50") };
const cancelled = (by: Cancellation["by"], reason: Cancellation["reason"]) => ({
  ...session,
  cancellation: { by, reason, at: at("14:30"), refundCents: 0 },
});

describe("The words about an appointment", () => {
  const sentences: [Cancellation["by"], Cancellation["reason"], client: string, counsellor: string][] = [
    ["client", "chosen", "You cancelled this session.", "Kim cancelled this session."],
    ["counsellor", "chosen", "Ana cancelled this session.", "You cancelled this session."],
    ["system", "chosen", "This session was cancelled.", "This session was cancelled."],
    [
      "system",
      "unattended",
      "This session was cancelled because you and Ana did not meet in the first 30 minutes.",
      "This session was cancelled because you and Kim did not meet in the first 30 minutes.",
    ],
    [
      "system",
      "client absent",
      "This session was cancelled because you did not come in the first 30 minutes.",
      "This session was cancelled because Kim did not come in the first 30 minutes.",
    ],
    [
      "system",
      "counsellor absent",
      "This session was cancelled because Ana did not come in the first 30 minutes.",
      "This session was cancelled because you did not come in the first 30 minutes.",
    ],
  ];
  for (const [by, reason, client, counsellor] of sentences) {
    it(`say to each that it was cancelled by the ${by}: ${reason}`, () => {
      expect(cancellationSentence(cancelled(by, reason), "client")).to.equal(client);
      expect(cancellationSentence(cancelled(by, reason), "counsellor")).to.equal(counsellor);
    });
  }

  it("say of two who hardly met that someone did not stay", () => {
    const said = (reason: Cancellation["reason"]) =>
      cancellationSentence({ ...cancelled("system", reason), liveAt: at("14:05") }, "client");
    expect(said("client absent")).to.equal("This session was cancelled because you did not stay for 2 minutes.");
    expect(said("counsellor absent")).to.equal("This session was cancelled because Ana did not stay for 2 minutes.");
    expect(said("unattended")).to.equal("This session was cancelled because you and Ana did not meet for 2 minutes.");
  });

  it("tell what becomes of the money only as far as it is known", () => {
    const state = (priceCents: number, refundCents: number, status?: "asked" | "returned") =>
      refundStateOf({
        priceCents,
        payBy: "site",
        cancellation: { by: "client", reason: "chosen", at: at("09:00"), refundCents },
        refund: status ? { status } : null,
      });
    expect(state(0, 0)).to.equal("nothing paid");
    expect(state(6000, 0)).to.equal("kept");
    expect(state(6000, 6000)).to.equal("on its way");
    expect(state(6000, 6000, "asked")).to.equal("on its way");
    expect(state(6000, 6000, "returned")).to.equal("arrived");
    const said = (["nothing paid", "kept", "on its way", "arrived"] as const).map((one) =>
      refundSentence(one, 6000, { reader: "counsellor", money: format.money, counsellor: "Ana" }),
    );
    expect(said).to.deep.equal([
      null,
      "Their payment was not refunded.",
      "Their refund of 60.00 € is on its way.",
      "Their refund of 60.00 € has arrived.",
    ]);
  });

  it("tell who owes or returns what for a session that is paid directly", () => {
    const said = (refundCents: number, reader: "client" | "counsellor", paidDirectlyAt?: Date) => {
      const cancellation = { by: "client", reason: "chosen", at: at("09:00"), refundCents } as const;
      const state = refundStateOf({ priceCents: 6000, payBy: "direct", paidDirectlyAt, cancellation, refund: null });
      return refundSentence(state, 6000, { reader, money: format.money, counsellor: "Ana" });
    };
    expect(said(0, "client")).to.equal("You still owe Ana 60.00 € for it.");
    expect(said(0, "counsellor")).to.equal("They still owe you 60.00 € for it.");
    expect(said(6000, "client")).to.equal("You owe nothing for it.");
    expect(said(6000, "counsellor")).to.equal("They owe nothing for it.");
    expect(said(0, "client", at("08:00"))).to.equal("Your payment was not refunded.");
    const [client, counsellor] = [said(6000, "client", at("08:00")), said(6000, "counsellor", at("08:00"))];
    expect(client).to.equal("Ana will return your 60.00 € to you directly, not through this site.");
    expect(counsellor).to.equal("Please return their 60.00 € to them directly, not through this site.");
  });

  it("tell where the money of a late payment is", () => {
    const reader = { id: "1", role: "client" as const, isAdmin: false, name: "Kim", zone: "Etc/UTC", loginId: "" };
    const said = (status: "asked" | "returned") => {
      const paid = { amountCents: 6000, brand: "Visa", lastFour: "4242", refund: { status, cents: 6000 } };
      const lost = { ...session, ...paid, sessionType: "individual" } as unknown as LostPayment;
      return describeLostRow(lost, reader, format).sentence;
    };
    expect(said("asked")).to.contain("Your refund of 60.00 € is on its way to your Visa ending in 4242.");
    expect(said("returned")).to.contain("Your refund of 60.00 € has arrived.");
  });

  it("name where each of several moves led", () => {
    const clientId = new mongoose.Types.ObjectId();
    const moved = (from: string): AppointmentChange => ({
      at: at("08:00"),
      by: "client",
      what: "rescheduled",
      from: at(from),
    });
    const history = [moved("10:00"), moved("12:00")];
    const reader = {
      id: String(clientId),
      role: "client" as const,
      isAdmin: false,
      name: "Kim",
      zone: "Etc/UTC",
      loginId: "",
    };
    const appointment = { ...session, clientId, history } as unknown as AppointmentView;
    expect(describeHistory(appointment, reader, format).map(({ sentence }) => sentence)).to.deep.equal([
      "You moved it from Tuesday 24 November, 10:00 (UTC) to Tuesday 24 November, 12:00 (UTC).",
      "You moved it from Tuesday 24 November, 12:00 (UTC) to Tuesday 24 November, 14:00 (UTC).",
    ]);
  });
});
