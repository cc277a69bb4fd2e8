import { expect } from "chai";
import { mock } from "node:test";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { applyDeadlines } from "../../src/booking/apply-deadlines.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { payAppointment } from "../../src/booking/pay-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { settlePayment } from "../../src/booking/settle-payment.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import type { ChargeOutcome, ChargeStatus } from "../../src/payments/charge-rules.js";
import { idempotencyKey, PaymentModel, type Payment } from "../../src/payments/payment-model.js";
import { actorOf, book, current, GOOD_CARD, wanted } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const START = "2026-11-24T09:00:00.000Z";
const SLOW_CARD = { ...GOOD_CARD, number: "4000000000000077" };

describe("Settling a payment", () => {
  let site: TestSite;
  let counsellor: TestPerson;
  let client: TestPerson;

  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  afterEach(() => mock.restoreAll());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    counsellor = await makeCounsellor();
    client = await makeClient();
  });

  const paymentOf = (appointmentId: unknown): Promise<Payment> =>
    PaymentModel.findOne({ appointmentId: String(appointmentId) })
      .orFail()
      .lean();

  async function outcomeOf(payment: Payment, status: ChargeStatus): Promise<ChargeOutcome> {
    const outcome = await site.services.gateway.findCharge(idempotencyKey(payment));
    if (!outcome) throw new Error("There is no such charge");
    return { ...outcome, status };
  }

  async function paySlowly(): Promise<Payment> {
    const { holdId, _id } = await placeHold(site.services, actorOf(client), wanted(counsellor, START));
    await payAppointment(site.services, actorOf(client), String(holdId), SLOW_CARD);
    return paymentOf(_id);
  }

  it("keeps a payment approved when an older decline is handled after it", async () => {
    const seenEarlier = await paySlowly();
    const [approved, declined] = [await outcomeOf(seenEarlier, "approved"), await outcomeOf(seenEarlier, "declined")];
    expect(await settlePayment(site.services, seenEarlier, approved)).to.equal("approved");
    await settlePayment(site.services, seenEarlier, declined);
    expect((await paymentOf(seenEarlier.appointmentId)).status).to.equal("approved");
    const { status, paymentAttempt } = await current(seenEarlier.appointmentId);
    expect({ status, paymentAttempt }).to.deep.equal({ status: "booked", paymentAttempt: 1 });
  });

  it("books by a payment that counted as declined and was approved after all", async () => {
    const payment = await paySlowly();
    await settlePayment(site.services, payment, await outcomeOf(payment, "declined"));
    const declined = await paymentOf(payment.appointmentId);
    expect(declined.status).to.equal("declined");
    expect(await settlePayment(site.services, declined, await outcomeOf(payment, "approved"))).to.equal("approved");
    expect((await paymentOf(payment.appointmentId)).status).to.equal("approved");
    expect((await current(payment.appointmentId)).status).to.equal("booked");
  });

  it("goes on with the next payment where one fails", async () => {
    const failing = await paySlowly();
    [client, counsellor] = [await makeClient(), await makeCounsellor()];
    const { appointmentId } = await paySlowly();
    site.clock.advance({ minutes: 1 });
    const { gateway } = site.services;
    const find = gateway.findCharge.bind(gateway);
    mock.method(gateway, "findCharge", (key: string) =>
      key === idempotencyKey(failing) ? Promise.reject(new Error("away")) : find(key),
    );
    await applyDeadlines(site.services);
    expect((await current(appointmentId)).status).to.equal("booked");
    expect((await current(failing.appointmentId)).status).to.equal("held");
  });

  it("refunds the money instead of booking a session whose start has passed", async () => {
    const payment = await paySlowly();
    await AppointmentModel.deleteOne({ _id: payment.appointmentId });
    await ChargeModel.updateMany({ status: "processing" }, { $set: { status: "approved" } });
    site.clock.moveTo(START);
    expect(await settlePayment(site.services, payment, await outcomeOf(payment, "approved"))).to.equal("refunded");
    expect(await AppointmentModel.exists({ _id: payment.appointmentId })).to.equal(null);
  });

  it("changes nothing for a payment that was refunded", async () => {
    const { _id } = await book(site, client, counsellor, "2026-11-30T09:00:00.000Z");
    await cancelAppointment(site.services, actorOf(client), String(_id), 6000);
    const everything = async () => [
      await PaymentModel.find({ clientId: client.id }).lean(),
      await AppointmentModel.find({ clientId: client.id }).lean(),
    ];
    const before = await everything();
    const payment = await paymentOf(_id);
    expect(await settlePayment(site.services, payment, await outcomeOf(payment, "approved"))).to.equal("refunded");
    expect(await everything()).to.deep.equal(before);
  });

  it("extends a hold to ten minutes from the first attempt that waits, and no further", async () => {
    const { holdId, _id } = await placeHold(site.services, actorOf(client), wanted(counsellor, START));
    const pay = () => payAppointment(site.services, actorOf(client), String(holdId), SLOW_CARD);
    site.clock.advance({ minutes: 9 });
    await pay();
    const { deadlineAt } = await current(_id);
    expect(Number(deadlineAt) - Number(site.clock.now())).to.be.within(9.9 * 60_000, 10 * 60_000);
    site.clock.advance({ seconds: 20 });
    await pay();
    expect((await current(_id)).deadlineAt).to.deep.equal(deadlineAt);
  });

  it("extends a hold that has moved to another time, though it was extended before", async () => {
    const { holdId } = await placeHold(site.services, actorOf(client), wanted(counsellor, START));
    await payAppointment(site.services, actorOf(client), String(holdId), SLOW_CARD);
    const moved = await placeHold(site.services, actorOf(client), wanted(counsellor, "2026-11-25T09:00:00.000Z"));
    site.clock.advance({ minutes: 5 });
    await payAppointment(site.services, actorOf(client), String(moved.holdId), SLOW_CARD);
    const { deadlineAt } = await current(moved._id);
    expect(Number(deadlineAt) - Number(site.clock.now())).to.be.within(9.9 * 60_000, 10 * 60_000);
  });

  it("claims an expired time again though the client's next hold, expired as well, overlaps it", async () => {
    const payment = await paySlowly();
    await AppointmentModel.deleteOne({ _id: payment.appointmentId });
    await placeHold(site.services, actorOf(client), wanted(await makeCounsellor(), START));
    site.clock.advance({ minutes: 11 });
    await ChargeModel.updateMany({ status: "processing" }, { $set: { status: "approved" } });
    expect(await settlePayment(site.services, payment, await outcomeOf(payment, "approved"))).to.equal("approved");
    expect((await current(payment.appointmentId)).status).to.equal("booked");
  });

  it("keeps a hold that is extended while the sweep is about to release it", async () => {
    const { _id } = await placeHold(site.services, actorOf(client), wanted(counsellor, START));
    site.clock.advance({ minutes: 10 });
    const deadlineAt = new Date(site.clock.now().getTime() + 60_000);
    const remove = AppointmentModel.deleteOne.bind(AppointmentModel);
    mock.method(AppointmentModel, "deleteOne", async (which: object) => {
      await AppointmentModel.updateOne({ _id }, { $set: { deadlineAt } });
      return remove(which);
    });
    await applyDeadlines(site.services);
    expect((await current(_id)).status).to.equal("held");
  });

  it("resumes the refund of a cancellation that was interrupted long before the session", async () => {
    const { _id, chargeId } = await book(site, client, counsellor, "2026-11-30T09:00:00.000Z");
    const refund = () => Promise.reject(new Error("away"));
    const failing = { ...site.services, gateway: { ...site.services.gateway, refund } };
    await failure(cancelAppointment(failing, actorOf(client), String(_id), 6000));
    const refunded = async () => (await ChargeModel.findById(chargeId).orFail().lean()).refundedCents;
    expect(await refunded()).to.equal(0);
    await site.sweep();
    expect(await refunded()).to.equal(6000);
  });
});
