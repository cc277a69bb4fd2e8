import { expect } from "chai";
import mongoose from "mongoose";
import { mock } from "node:test";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { applyDeadlines } from "../../src/booking/apply-deadlines.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { handlePaymentEvent } from "../../src/booking/follow-payment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import { PaymentModel } from "../../src/payments/payment-model.js";
import { actorOf, wanted } from "../support/booking.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import type { Page, Reader } from "../support/reader.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const TUESDAY_TEN = "2026-11-24T09:00:00.000Z";
const PAY = "form[action$='/pay']";
const card = (cardNumber: string) => ({ cardNumber, cardExpiry: "04/29", cardSecurityCode: "123" });
const CONFIRM = card("4000 0000 0000 3220");
const SLOW = card("4000 0000 0000 0077");
const LOST = card("4000 0000 0000 0119");
const GOOD = card("4242 4242 4242 4242");

describe("A slow payment", () => {
  let site: TestSite;
  let counsellor: TestPerson;
  let client: TestPerson;
  let reader: Reader;
  let checkout: Page;
  let id: string;

  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    counsellor = await makeCounsellor({ name: "Ana Moreno" });
    client = await makeClient();
    reader = await signedIn(site, client);
    const fields = { counsellorId: counsellor.id, sessionType: "individual", medium: "video", startsAt: TUESDAY_TEN };
    checkout = await reader.post("/appointments", fields, "/appointments");
    id = /[0-9a-f]{24}/.exec(checkout.url)?.[0] ?? "";
  });

  const payment = () => PaymentModel.findOne({ appointmentId: new mongoose.Types.ObjectId(id) }).lean();
  const checkNow = async (): Promise<Page> =>
    reader.submit(await reader.get(`/appointments/${id}/payment`), "form[action$='/payment']");
  const minutesHeld = async (): Promise<number> => {
    const { deadlineAt } = await AppointmentModel.findById(id).orFail().lean();
    return Math.round(((deadlineAt?.getTime() ?? 0) - site.clock.now().getTime()) / 60_000);
  };

  it("is confirmed on a page of the gateway, and books", async () => {
    const page = await reader.submit(checkout, PAY, CONFIRM);
    expect(page.text).to.contain("Confirm your payment").and.to.contain("60.00 €").and.to.contain("no money moves");
    expect(page.text).to.contain("with Ana Moreno on Tuesday 24 November, 10:00 (Berlin time)");
    const waiting = await reader.get(`/appointments/${id}/payment`);
    expect(waiting.text).to.contain("Your bank asks you to confirm").and.not.to.contain("still working");
    const booked = await reader.submit(page, "main form", { answer: "confirm" });
    expect(booked.text).to.contain("is booked");
    expect(await ChargeModel.countDocuments({ key: `${id}:1` })).to.equal(1);
  });

  it("keeps the hold for another card when it is not confirmed, and then follows the latest attempt", async () => {
    const page = await reader.submit(checkout, PAY, CONFIRM);
    const refused = await reader.submit(page, "main form", { answer: "refuse" });
    expect(refused.text).to.contain("You did not confirm this payment").and.to.contain("held for you");
    await reader.submit(refused, PAY, SLOW);
    expect((await reader.get(`/appointments/${id}/payment`)).text).to.contain("Your payment is being confirmed");
    site.clock.advance({ seconds: 31 });
    expect((await checkNow()).text).to.contain("is booked");
  });

  it("can be confirmed by its payer alone, and leads nowhere else", async () => {
    const page = await reader.submit(checkout, PAY, CONFIRM);
    const stranger = await signedIn(site, await makeClient());
    const path = page.url.slice(site.url.length);
    expect((await stranger.get(path)).status).to.equal(404);
    const answered = await stranger.post(
      path,
      { answer: "confirm", returnTo: `/appointments/${id}/payment` },
      "/account",
    );
    expect(answered.status, "confirming for someone else").to.equal(404);
    const waiting = await stranger.get(`/appointments/${id}/payment`);
    expect(waiting.text).to.contain("Your hold has expired").and.not.to.contain("60.00 €");
    const elsewhere = path.replace(/returnTo=.*/, "returnTo=https%3A%2F%2Fevil.example");
    expect((await reader.get(elsewhere)).status).to.equal(404);
  });

  it("extends the hold, once, while the bank is slow, and books when it is done", async () => {
    site.clock.advance({ minutes: 9 });
    const waiting = await reader.submit(checkout, PAY, SLOW);
    expect(waiting.text).to.contain("Your payment is being confirmed");
    expect(waiting.headers.get("refresh")).to.equal("10");
    expect(await minutesHeld()).to.equal(10);
    site.clock.advance({ seconds: 20 });
    await reader.submit(checkout, PAY, SLOW);
    expect(await minutesHeld(), "only once").to.equal(10);
    site.clock.advance({ seconds: 15 });
    expect((await checkNow()).text).to.contain("is booked");
  });

  it("is only read by a reload; the button, the sweep and the gateway's events settle it", async () => {
    await reader.submit(checkout, PAY, SLOW);
    site.clock.advance({ seconds: 31 });
    const databaseNow = async () =>
      JSON.stringify([await payment(), await AppointmentModel.find().lean(), await ChargeModel.find().lean()]);
    const before = await databaseNow();
    const waiting = await reader.get(`/appointments/${id}/payment`);
    expect(waiting.text).to.contain("Your payment is being confirmed");
    expect(await databaseNow()).to.equal(before);
    expect((await reader.submit(waiting, "form[action$='/payment']")).text).to.contain("is booked");
  });

  it("is left to the request that makes it for a minute, and then to the sweep", async () => {
    await reader.submit(checkout, PAY, SLOW);
    const find = mock.method(site.services.gateway, "findCharge");
    const asked = (): number => find.mock.calls.filter(({ arguments: [key] }) => key === `${id}:1`).length;
    await applyDeadlines(site.services);
    expect(asked()).to.equal(0);
    site.clock.advance({ minutes: 1 });
    await applyDeadlines(site.services);
    find.mock.restore();
    expect(asked()).to.equal(1);
    expect((await payment())?.status).to.equal("approved");
  });

  it("books by the gateway's event, though nobody looks again", async () => {
    await reader.submit(checkout, PAY, SLOW);
    site.clock.advance({ seconds: 31 });
    await site.sweep();
    expect((await AppointmentModel.findById(id).orFail().lean()).status).to.equal("booked");
    expect((await payment())?.status).to.equal("approved");
    await site.sweep();
    expect((await AppointmentModel.findById(id).orFail().lean()).history.map(({ what }) => what)).to.deep.equal([
      "held",
      "booked",
    ]);
  });

  it("is found again when the gateway's answer was lost", async () => {
    const page = await reader.submit(checkout, PAY, LOST);
    expect(page.status).to.equal(200);
    expect(page.text).to.contain("is booked");
    expect(await ChargeModel.countDocuments({ key: `${id}:1` })).to.equal(1);
  });

  it("claims an expired time again if it is still free", async () => {
    await reader.submit(checkout, PAY, SLOW);
    await AppointmentModel.updateOne({ _id: id }, { $set: { deadlineAt: site.clock.now() } });
    site.clock.advance({ seconds: 25 });
    await site.sweep();
    expect(await AppointmentModel.exists({ _id: id })).to.equal(null);
    site.clock.advance({ seconds: 10 });
    expect((await checkNow()).text).to.contain("is booked");
  });

  it("is refunded when the time went to someone else, and says so", async () => {
    await reader.submit(checkout, PAY, SLOW);
    await AppointmentModel.deleteOne({ _id: id });
    await placeHold(site.services, actorOf(await makeClient()), wanted(counsellor, TUESDAY_TEN));
    site.clock.advance({ seconds: 31 });
    const page = await checkNow();
    expect(page.text).to.contain("This time was gone before your payment arrived");
    site.clock.advance({ minutes: 1 });
    await site.sweep();
    expect((await payment())?.refund).to.include({ cents: 6000, status: "returned" });
  });

  it("claims it also from another hold that has expired, though no timer has fired", async () => {
    await reader.submit(checkout, PAY, CONFIRM);
    site.clock.advance({ minutes: 11 });
    await site.sweep();
    await placeHold(site.services, actorOf(await makeClient()), wanted(counsellor, TUESDAY_TEN));
    site.clock.advance({ minutes: 11 });
    await ChargeModel.updateOne({ key: `${id}:1` }, { $set: { status: "approved" } });
    expect((await checkNow()).text).to.contain("is booked");
  });

  it("handles each event once, however often and in whatever order they come", async () => {
    await reader.submit(checkout, PAY, GOOD);
    await cancelAppointment(site.services, actorOf(counsellor, "counsellor"), id, 6000);
    site.clock.advance({ minutes: 1 });
    await site.sweep();
    const events = (["refund.returned", "charge.approved", "charge.declined", "refund.pending"] as const).map(
      (type) => ({ id: type, key: `${id}:1`, type }),
    );
    const standing = async () => [await payment(), await AppointmentModel.findById(id).lean()];
    const before = await standing();
    for (const event of [...events, ...events]) await handlePaymentEvent(site.services, event);
    expect(await standing()).to.deep.equal(before);
  });

  it("counts as refunded only when the gateway says so", async () => {
    const returned = () => handlePaymentEvent(site.services, { id: "1", key: `${id}:1`, type: "refund.returned" });
    await reader.submit(checkout, PAY, GOOD);
    await cancelAppointment(site.services, actorOf(counsellor, "counsellor"), id, 6000);
    await returned();
    expect((await payment())?.refund?.status).to.equal("asked");
    site.clock.advance({ minutes: 1 });
    await returned();
    expect((await payment())?.refund?.status).to.equal("returned");
  });

  it("is refunded when its client released the time", async () => {
    await reader.submit(checkout, PAY, SLOW);
    await reader.submit(checkout, "form[action$='/release']");
    site.clock.advance({ seconds: 31 });
    await site.sweep();
    expect(await AppointmentModel.exists({ _id: id })).to.equal(null);
    expect((await payment())?.status).to.equal("refunded");
  });

  it("counts as declined after half an hour, and is refunded if it is confirmed after that", async () => {
    const page = await reader.submit(checkout, PAY, CONFIRM);
    site.clock.advance({ minutes: 31 });
    await site.sweep();
    expect((await payment())?.status).to.equal("declined");
    await AppointmentModel.deleteMany({ _id: id });
    await placeHold(site.services, actorOf(await makeClient()), wanted(counsellor, TUESDAY_TEN));
    await reader.submit(page, "main form", { answer: "confirm" });
    await site.sweep();
    expect((await payment())?.status).to.equal("refunded");
  });

  it("leaves no card number in the database or on a page", async () => {
    const page = await reader.submit(checkout, PAY, LOST);
    const names = (await mongoose.connection.db?.listCollections().toArray())?.map(({ name }) => name) ?? [];
    for (const name of names) {
      const records = JSON.stringify(await mongoose.connection.db?.collection(name).find().toArray());
      expect(records, name).not.to.match(/4000000000000119|4000 0000 0000 0119/);
    }
    expect(page.html).not.to.contain("0000 0119");
  });
});
