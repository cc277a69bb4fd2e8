import { expect } from "chai";
import { mock } from "node:test";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { rescheduleAppointment } from "../../src/booking/reschedule-appointment.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import { PaymentModel } from "../../src/payments/payment-model.js";
import { Conflict, NotFound } from "../../src/platform/errors.js";
import { actorOf, book, current, wanted } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const START = "2026-11-25T09:00:00.000Z";

describe("Cancelling a session", () => {
  let site: TestSite;
  let counsellor: TestPerson;
  let client: TestPerson;

  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    counsellor = await makeCounsellor();
    client = await makeClient();
  });

  it("shows what will happen, refunds the money and frees the time", async () => {
    const { _id } = await book(site, client, counsellor, START);
    const reader = await signedIn(site, client);
    const page = await reader.follow(await reader.get(`/appointments/${String(_id)}`), "Cancel this session");
    expect(page.text).to.contain("you get 60.00 € back");
    const after = await reader.submit(page, "form[action$='/cancel']");
    expect(after.text).to.contain("You cancelled this session. Your refund of 60.00 € is on its way.");
    for (const change of ["cancel", "reschedule"]) {
      const second = await reader.get(`/appointments/${String(_id)}/${change}`);
      expect(second.text, change).to.contain("You cancelled this session.").and.not.to.contain("can no longer be");
    }
    site.clock.advance({ minutes: 1 });
    await site.sweep();
    const back = await reader.get(`/appointments/${String(_id)}`);
    expect(back.text).to.contain("Your refund of 60.00 € has arrived.").and.to.contain("Refunded on 23 November 2026.");
    const { chargeId, status } = await current(_id);
    expect(status).to.equal("cancelled");
    expect((await ChargeModel.findById(chargeId).orFail().lean()).refundedCents).to.equal(6000);
    const next = await placeHold(site.services, actorOf(await makeClient()), wanted(counsellor, START));
    expect(next.status).to.equal("held");
  });

  it("changes nothing when the terms have changed since they were shown", async () => {
    const { _id } = await book(site, client, counsellor, START);
    site.clock.advance({ hours: 25 });
    expect(await failure(cancelAppointment(site.services, actorOf(client), String(_id), 6000))).to.be.instanceOf(
      Conflict,
    );
    expect((await current(_id)).status).to.equal("booked");
  });

  it("does not apply the terms of a time that the session was moved from at the same moment", async () => {
    const { _id } = await book(site, client, counsellor, START);
    const asItWas = { lean: () => Promise.resolve(stale) };
    const stale = await current(_id);
    const moved = { appointmentId: String(_id), from: stale.startsAt, startsAt: new Date("2026-11-23T15:00:00.000Z") };
    await rescheduleAppointment(site.services, actorOf(client), moved);
    const find = mock.method(AppointmentModel, "findById", () => asItWas, { times: 1 });
    const error = await failure(cancelAppointment(site.services, actorOf(client), String(_id), 6000));
    find.mock.restore();
    expect(error).to.be.instanceOf(Conflict);
    expect((await current(_id)).status).to.equal("booked");
  });

  it("says before confirming that nothing is refunded to a client late, and everything when a counsellor cancels", async () => {
    const { _id } = await book(site, client, counsellor, START);
    const other = await signedIn(site, counsellor);
    const theirs = await other.follow(await other.get(`/appointments/${String(_id)}`), "Cancel this session");
    expect(theirs.text).to.contain("Your client gets 60.00 € back");
    site.clock.moveTo("2026-11-24T12:00:00Z");
    const reader = await signedIn(site, client);
    const page = await reader.get(`/appointments/${String(_id)}/cancel`);
    expect(page.text).to.contain("your 60.00 € will not be refunded").and.to.contain("Cancel without a refund");
    expect((await reader.submit(page, "form[action$='/cancel']", { refundCents: "all" })).status).to.equal(409);
    const after = await reader.submit(page, "form[action$='/cancel']");
    expect(after.text).to.contain("You cancelled this session. Your payment was not refunded.");
    const payment = await PaymentModel.findOne({ appointmentId: _id }).orFail().lean();
    const charge = await ChargeModel.findById(payment.chargeId).orFail().lean();
    expect([payment.status, payment.refund, charge.refunds]).to.deep.equal(["approved", undefined, []]);
  });

  it("is for its two people alone", async () => {
    const { _id } = await book(site, client, counsellor, START);
    for (const actor of [
      actorOf(await makeClient()),
      actorOf(await makeCounsellor(), "counsellor"),
      actorOf(client, "admin"),
    ]) {
      expect(await failure(cancelAppointment(site.services, actor, String(_id), 6000))).to.be.instanceOf(NotFound);
    }
  });
});
