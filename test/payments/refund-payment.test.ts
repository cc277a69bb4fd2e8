import { expect } from "chai";
import { ChargeModel } from "../../src/payments/charge-model.js";
import { PaymentModel, type Payment } from "../../src/payments/payment-model.js";
import { followRefund, refundPayment } from "../../src/payments/refund-payment.js";
import { book } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("Refunding a payment", () => {
  let site: TestSite;
  let payment: Payment;

  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    const { _id } = await book(site, await makeClient(), await makeCounsellor(), "2026-11-26T10:00:00.000Z");
    payment = await PaymentModel.findOne({ appointmentId: _id }).orFail().lean();
  });

  const now = (): Promise<Payment> => PaymentModel.findById(payment._id).orFail().lean();
  const refundedCents = async () => (await ChargeModel.findById(payment.chargeId).orFail().lean()).refundedCents;

  it("keeps the first amount, whatever a second call asks for", async () => {
    await refundPayment(site.services, payment, 2500);
    await refundPayment(site.services, payment, 6000);
    expect(await now()).to.have.property("status", "refunded");
    expect((await now()).refund).to.include({ cents: 2500, status: "asked" });
    expect(await refundedCents()).to.equal(2500);
  });

  it("stores the amount before the gateway is asked, so that an interrupted refund goes on with it", async () => {
    const refund = () => Promise.reject(new Error("away"));
    const failing = { ...site.services, gateway: { ...site.services.gateway, refund } };
    await failure(refundPayment(failing, payment, 2500));
    expect(await now()).to.have.property("status", "approved");
    await refundPayment(site.services, payment, 6000);
    expect(await refundedCents()).to.equal(2500);
  });

  it("notes the arrival once, and only of its own refund", async () => {
    await refundPayment(site.services, payment, 6000);
    const outcome = { id: payment.chargeId ?? "", status: "approved" as const, lastFour: "4242", brand: "Visa" };
    const returned = (key: string) => ({
      ...outcome,
      refunds: [{ key, amountCents: 6000, status: "returned" as const }],
    });
    await followRefund(site.services, payment, returned("another"));
    expect((await now()).refund?.status).to.equal("asked");
    const key = `${String(payment.appointmentId)}:1:refund`;
    await followRefund(site.services, payment, returned(key));
    const first = await now();
    expect(first.refund).to.include({ status: "returned" });
    expect(first.needsNotice).to.equal(true);
    site.clock.advance({ minutes: 5 });
    await followRefund(site.services, payment, returned(key));
    expect(await now()).to.deep.equal(first);
  });
});
