import { expect } from "chai";
import mongoose from "mongoose";
import type { Appointment } from "../../src/appointments/appointment-model.js";
import type { Cancellation } from "../../src/appointments/appointment-rules.js";
import type { AppointmentView } from "../../src/appointments/with-people.js";
import { describeDirect } from "../../src/booking/describe-direct.js";
import { describeInvoices } from "../../src/booking/describe-invoices.js";
import { describeLostHold } from "../../src/booking/describe-lost-hold.js";
import { describeOffer } from "../../src/booking/describe-offer.js";
import { describeReturning, returnLink } from "../../src/booking/describe-returning.js";
import { describeTerms } from "../../src/booking/describe-terms.js";
import { describeWaiting } from "../../src/booking/describe-waiting.js";
import type { AppointmentDetails } from "../../src/booking/find-appointment-details.js";
import type { LostHold } from "../../src/booking/find-lost-hold.js";
import { addressWhenLate } from "../../src/booking/late-rules.js";
import type { Payment } from "../../src/payments/payment-model.js";
import type { Party } from "../../src/protocol/messages.js";
import { format } from "../../src/web/format.js";
import { actorOf } from "../support/booking.js";

const ZONE = "Europe/Berlin";
const at = (time: string): Date => new Date(`2026-11-24T${time}:00Z`);
const NOW = at("09:00");
const PAID = { paidDirectlyAt: at("08:00") };
const KEPT: Cancellation = { by: "client", reason: "chosen", at: NOW, refundCents: 0 };
const _id = new mongoose.Types.ObjectId();
const reader = actorOf({ id: String(_id), name: "Kim Weiss", email: "" });

/** A session of Kim Weiss with Ana Moreno that costs 60 euros. */
const session = (more: Partial<AppointmentView> = {}): AppointmentView =>
  ({
    ...{ _id, status: "booked", startsAt: at("14:00"), endsAt: at("14:50"), priceCents: 6000, payBy: "site" },
    ...{ windowHours: 24, clientName: "Kim Weiss", counsellorName: "Ana Moreno", history: [], ...more },
  }) as AppointmentView;

describe("What a booked session's page says", () => {
  type May = "free" | "late" | "begun";
  const terms = (party: Party, may: May, more: Partial<AppointmentView> = {}): string => {
    const details = {
      ...{ appointment: session(more), freeUntil: at("14:00") },
      ...{ canCancel: may !== "begun", canReschedule: may === "free" },
    } as AppointmentDetails;
    const other = party === "client" ? "Ana Moreno" : "Kim Weiss";
    return describeTerms(details, party, { other, price: "60.00 €" } as never, ZONE, format);
  };

  it("of moving and cancelling depends on the time left, and on who has paid whom", () => {
    const begun = "It has begun, so it can no longer be moved or cancelled.";
    const late = "It starts in less than 24 hours: too late to move it. You can still cancel";
    expect([terms("client", "begun"), terms("counsellor", "begun")]).to.deep.equal([begun, begun]);
    expect(terms("client", "free")).to.match(/^Free to move or cancel until Tuesday 24 November, 15:00/);
    expect(terms("client", "late")).to.equal(`${late}, but your 60.00 € will not be refunded.`);
    expect(terms("client", "late", { payBy: "direct", ...PAID })).to.equal(
      `${late}, but your 60.00 € will not be refunded.`,
    );
    expect(terms("client", "late", { payBy: "direct" })).to.equal(`${late}, but you then owe Ana Moreno 60.00 €.`);
    expect(terms("client", "late", { payBy: "free", priceCents: 0 })).to.equal(`${late}.`);
    expect(terms("counsellor", "late")).to.equal("You can cancel until it begins. Kim Weiss then gets 60.00 € back.");
    expect(terms("counsellor", "late", { payBy: "direct", ...PAID })).to.contain("gets 60.00 € back");
    expect(terms("counsellor", "free", { payBy: "direct" })).to.contain("Kim Weiss then owes you nothing.");
    expect(terms("counsellor", "free", { priceCents: 0 })).to.equal("You can cancel until it begins.");
  });

  it("of paying directly depends on whether it is owed, was paid, and is still to be undone", () => {
    const direct = (party: Party, more: Partial<AppointmentView> = {}, instructions = "To DE00 1203", now = NOW) =>
      describeDirect(
        { appointment: session({ payBy: "direct", ...more }), instructions } as AppointmentDetails,
        ...([party, ZONE, now, format] as const),
      );
    const open = { state: "60.00 €, not marked as paid yet.", lacksInstructions: false };
    const nothing = { mark: null, lacksInstructions: false, instructions: "" };
    const ofAna = { ...nothing, heading: "Payment to Ana Moreno" };
    const own = { ...nothing, heading: "Payment to you" };
    const markPaid = { value: "yes", button: "Mark as paid" };
    const [paid, waived] = ["marked 60.00 € as paid on 24 November 2026.", "There is nothing to pay."];
    const back = { cancellation: { ...KEPT, refundCents: 6000 } };
    expect(direct("client", { payBy: "site" })).to.equal(null);
    expect(direct("client")).to.deep.equal({ ...ofAna, ...open, instructions: "To DE00 1203" });
    expect(direct("client", {}, "")?.instructions).to.equal("Ana Moreno will tell you how to pay.");
    expect(direct("client", { cancellation: KEPT })).to.deep.equal(direct("client"));
    expect(direct("client", back)).to.deep.equal({ ...ofAna, state: waived });
    expect(direct("client", PAID)).to.deep.equal({ ...ofAna, state: `Ana Moreno ${paid}` });
    expect(direct("counsellor")).to.deep.equal({ ...own, ...open, mark: markPaid });
    expect(direct("counsellor", {}, "")).to.deep.equal({ ...own, ...open, mark: markPaid, lacksInstructions: true });
    expect(direct("counsellor", back, "")).to.deep.equal({ ...own, state: waived });
    const undo = { value: "no", button: "Mark as not paid" };
    expect(direct("counsellor", PAID, "")).to.deep.equal({ ...own, state: `You ${paid}`, mark: undo });
    expect(direct("counsellor", PAID, "", new Date("2026-12-08T08:00:00Z"))?.mark).to.deep.equal(undo);
    expect(direct("counsellor", PAID, "", new Date("2026-12-08T08:00:01Z"))?.mark).to.equal(null);
  });

  it("of money that a client lost names what their counsellor can do about it, and only where something was lost", () => {
    const once = "We will tell your client. This cannot be undone.";
    const lost = (more: Partial<Appointment> = {}) => session({ status: "cancelled", cancellation: KEPT, ...more });
    const words = (more: Partial<Appointment> = {}) => [returnLink(lost(more)), describeReturning(lost(more), "60 €")];
    expect(words()).to.deep.equal([
      "Return it anyway",
      { title: "Return it anyway?", sentence: `Your client gets all of the 60 € back. ${once}`, button: "Return 60 €" },
    ]);
    expect(words({ payBy: "direct" })).to.deep.equal([
      "Waive the price",
      { title: "Waive the price?", sentence: `Your client then owes you nothing. ${once}`, button: "Waive 60 €" },
    ]);
    expect(words({ payBy: "direct", ...PAID })).to.deep.equal([
      "Return it anyway",
      {
        title: "Return it anyway?",
        sentence: `You return their 60 € to them directly, because this site cannot. ${once}`,
        button: "I will return 60 €",
      },
    ]);
    for (const kept of [{ status: "completed" }, { priceCents: 0 }, { cancellation: { ...KEPT, refundCents: 6000 } }])
      expect(returnLink(lost(kept as Partial<Appointment>))).to.equal(null);
  });

  it("of invoices offers its counsellor one for what they earned, and another once the last one is cancelled", () => {
    const link = (isCancelling: boolean) => ({ href: "/invoices/1", words: "Invoice 0001", isCancelling });
    const issue = (party: Party, status: Appointment["status"], ...issued: ReturnType<typeof link>[]) =>
      describeInvoices(session({ status }), party, issued).issue;
    const address = `/appointments/${String(_id)}/invoice`;
    expect(issue("counsellor", "completed")).to.equal(address);
    expect(issue("counsellor", "completed", link(false), link(true))).to.equal(address);
    expect(issue("counsellor", "completed", link(false))).to.equal(null);
    expect(issue("counsellor", "booked")).to.equal(null);
    expect(issue("client", "completed")).to.equal(null);
    expect(describeInvoices(session(), "client", [link(false)]).issued).to.deep.equal([link(false)]);
  });

  it("says that a change is too late, unless the session is cancelled", () => {
    expect(addressWhenLate({ id: "1", status: "booked" }, "move")).to.equal("/appointments/1?late=move");
    expect(addressWhenLate({ id: "1", status: "live" }, "cancel")).to.equal("/appointments/1?late=cancel");
    expect(addressWhenLate({ id: "1", status: "cancelled" }, "cancel")).to.equal("/appointments/1");
  });
});

describe("What an open offer says", () => {
  const offer = (more: Partial<AppointmentView> = {}) =>
    session({ status: "offered", deadlineAt: at("12:00"), ...more });
  const words = (party: Party, appointment: AppointmentView, movingTo: Appointment | null = null, now = NOW) =>
    describeOffer({ appointment, movingTo }, party, { zone: ZONE, now, format });
  const TIMES = {
    until: "Tuesday 24 November, 13:00 (Berlin time)",
    start: "Tuesday 24 November, 15:00 (Berlin time)",
  };
  const kept = `The time is kept for Kim Weiss until ${TIMES.until}.`;
  const address = `/appointments/${String(_id)}`;

  it("asks its client for an answer on the terms of now, and lets its counsellor withdraw it", () => {
    const soon = "It starts in less than 24 hours. You can't move it, and cancelling is not free of charge.";
    const sentence = `Please answer by ${TIMES.until}. ${soon}`;
    expect(words("client", offer())).to.deep.equal({
      address,
      sentence,
      accept: "Accept and pay 60.00 €",
      withdraw: null,
    });
    expect(words("client", offer({ payBy: "direct" }))?.accept).to.equal("Accept");
    expect(words("counsellor", offer())).to.deep.equal({
      ...{ address, sentence: kept },
      ...{ accept: null, withdraw: "Withdraw the offer" },
    });
  });

  it("names both times where it moves a session", () => {
    const moving = offer({ moves: _id, movesFrom: at("10:00") });
    const from = "It would replace your session on Tuesday 24 November, 11:00 (Berlin time).";
    const asked = `Please answer by ${TIMES.until}.`;
    expect(words("client", moving)).to.include({ sentence: `${from} ${asked}`, accept: "Move to this time" });
    const another = `another time for this session: ${TIMES.start}.`;
    expect(words("client", session(), moving)?.sentence).to.equal(`Ana Moreno offers ${another} ${asked}`);
    expect(words("counsellor", session(), moving)?.sentence).to.equal(`You offered ${another} ${kept}`);
  });

  it("is not there without an offer, or once its time to answer is over", () => {
    expect(words("client", session({ deadlineAt: at("12:00") }))).to.equal(null);
    expect(words("client", offer(), null, at("12:00"))).to.equal(null);
    expect(words("client", offer(), null, at("11:59"))).not.to.equal(null);
  });
});

describe("What checkout says", () => {
  it("while the bank is working: the card, and until when the time is held", () => {
    const payment = { amountCents: 6000, brand: "Visa", lastFour: "4242" } as Payment;
    const waiting = (hold: AppointmentView | null, of = payment) => describeWaiting(of, hold, reader, format);
    const held = session({ status: "held", deadlineAt: at("09:10") });
    const card = "by Visa ending in 4242";
    expect(waiting(held)).to.deep.equal({ amount: "60.00 €", card, heldUntil: "10:10 (Berlin time)" });
    expect(waiting(session({ deadlineAt: at("15:00") })).heldUntil).to.equal(null);
    expect(waiting(null, { amountCents: 6000 } as Payment)).to.deep.equal({
      ...{ amount: "60.00 €", card: null, heldUntil: null },
    });
  });

  it("of a hold that is gone: why, what was chosen, and what is held instead", () => {
    const none: LostHold = { time: null, lost: null, other: null, alternatives: null };
    const words = (more: Partial<LostHold>) => describeLostHold({ ...none, ...more }, reader, format);
    const time = { counsellorId: "1", sessionType: "individual" as const, startsAt: at("14:00") };
    const expired = "A time is held for ten minutes while you pay. Nothing was charged.";
    const chosen = "Tuesday 24 November, 15:00 (Berlin time)";
    const heading = "Your hold has expired";
    expect(words({})).to.deep.equal({ heading, chosen: null, sentence: expired, other: null, alternatives: null });
    expect(words({ time })).to.include({ chosen, sentence: `${expired} It may still be free.` });

    const held = session({ status: "held", deadlineAt: at("09:10"), holdId: _id });
    const instead = words({ time, other: held });
    expect(instead.sentence).to.equal(
      "You have since chosen another time, so this one was released. Nothing was charged for it.",
    );
    const href = `/appointments/${String(_id)}/checkout`;
    expect(instead.other).to.deep.equal({ when: chosen, who: "Ana Moreno", until: "10:10 (Berlin time)", href });
    const { alternatives } = words({ other: held, alternatives: { counsellor: null } as LostHold["alternatives"] });
    expect(alternatives?.heading).to.equal("Or choose again");
    expect(words({ alternatives: { counsellor: null } as LostHold["alternatives"] }).alternatives?.heading).to.equal(
      "These are free nearby",
    );
    for (const [status, state] of [
      ["asked", "is on its way"],
      ["returned", "has arrived"],
    ] as const) {
      const lost = { amountCents: 6000, refund: { status } } as Payment;
      expect(words({ lost })).to.include({
        heading: "This time was gone before your payment arrived",
        sentence: `Your refund of 60.00 € ${state}.`,
      });
    }
  });
});
