import { expect } from "chai";
import mongoose from "mongoose";
import { findLostPayments } from "../../src/appointments/find-lost-payments.js";
import { PaymentModel } from "../../src/payments/payment-model.js";
import { actorOf } from "../support/booking.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("Payments that came too late", () => {
  let site: TestSite;
  let counsellor: TestPerson;

  before(async () => {
    site = await startTestSite();
    counsellor = await makeCounsellor({ name: "Ana Moreno" });
  });
  after(() => site.stop());

  function pay({ id }: TestPerson, at: string, more: object = { lost: true }): Promise<unknown> {
    const _id = new mongoose.Types.ObjectId();
    const startsAt = new Date(at);
    const hold = { _id, holdId: _id, clientId: id, counsellorId: counsellor.id, sessionType: "individual" as const };
    const times = {
      medium: "video" as const,
      startsAt,
      endsAt: startsAt,
      ticks: [],
      priceCents: 6000,
      paymentAttempt: 1,
    };
    return PaymentModel.create({
      appointmentId: _id,
      clientId: id,
      attempt: 1,
      amountCents: 6000,
      status: "refunded",
      hold: { ...hold, ...times },
      at: startsAt,
      ...more,
    });
  }

  it("are listed to their own payer, latest first, and to nobody else", async () => {
    const [client, stranger, nobody] = await Promise.all([makeClient(), makeClient(), makeClient()]);
    await pay(client, "2026-11-24T09:00:00.000Z");
    await pay(client, "2026-11-26T09:00:00.000Z");
    await pay(client, "2026-11-27T09:00:00.000Z", {});
    await pay(stranger, "2026-11-25T09:00:00.000Z");
    const days = async (person: TestPerson) =>
      (await findLostPayments(actorOf(person))).map(({ startsAt }) => startsAt.getUTCDate());
    expect(await days(client)).to.deep.equal([26, 24]);
    expect(await days(stranger)).to.deep.equal([25]);
    expect(await days(nobody)).to.deep.equal([]);
    expect((await findLostPayments(actorOf(stranger)))[0]?.counsellorName).to.equal("Ana Moreno");
  });
});
