import { expect } from "chai";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { returnAnyway } from "../../src/booking/return-anyway.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import { attend } from "../support/attend.js";
import { actorOf, book, current } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const START = "2026-11-25T09:00:00.000Z";

describe("Returning what a client lost", () => {
  let site: TestSite;
  let counsellor: TestPerson;
  let client: TestPerson;

  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    counsellor = await makeCounsellor({ name: "Ana Moreno" });
    client = await makeClient();
  });

  const ana = () => actorOf(counsellor, "counsellor");

  it("returns all of it after a late cancellation, and keeps that in the history", async () => {
    const { _id, chargeId } = await book(site, client, counsellor, START);
    site.clock.moveTo("2026-11-25T01:00:00.000Z");
    await cancelAppointment(site.services, actorOf(client), String(_id), 0);
    const desk = await signedIn(site, counsellor);
    const page = await desk.follow(await desk.get(`/appointments/${String(_id)}`), "Return it anyway");
    expect(page.text).to.contain("Your client gets all of the 60.00 € back.");
    const after = await desk.submit(page, "form[action$='/return']");
    expect(after.text).to.contain("You decided not to charge for it after all.").and.not.to.contain("Return it anyway");
    const reader = await signedIn(site, client);
    const told = (await reader.get(`/appointments/${String(_id)}`)).text;
    expect(told).to.contain("Your refund of 60.00 € is on its way.");
    expect(told).to.contain("Ana Moreno decided not to charge for it after all.");
    expect((await ChargeModel.findById(chargeId).orFail().lean()).refundedCents).to.equal(6000);
  });

  it("returns it once for several windows after an absence, and finishes when the gateway failed in between", async () => {
    const { _id, chargeId } = await book(site, client, counsellor, START);
    const { gateway } = site.services;
    const refund = gateway.refund.bind(gateway);
    await cancelAbsent(String(_id));
    gateway.refund = () => Promise.reject(new Error("The gateway is away"));
    const fromThree = () => Promise.allSettled([1, 2, 3].map(() => returnAnyway(site.services, ana(), String(_id))));
    await fromThree();
    gateway.refund = refund;
    await fromThree();
    await site.sweep();
    const { history, cancellation, deadlineAt } = await current(_id);
    expect(history.filter(({ what }) => what === "returned")).to.have.lengthOf(1);
    expect(cancellation).to.include({ reason: "client absent", refundCents: 6000 });
    expect(deadlineAt).to.equal(undefined);
    expect((await ChargeModel.findById(chargeId).orFail().lean()).refundedCents).to.equal(6000);
  });

  it("is refused where the client got their money back, or the session is still booked", async () => {
    const { _id } = await book(site, client, counsellor, START);
    expect(await failure(returnAnyway(site.services, ana(), String(_id)))).to.have.property("status", 409);
    await cancelAppointment(site.services, actorOf(client), String(_id), 6000);
    expect(await failure(returnAnyway(site.services, ana(), String(_id)))).to.have.property("status", 409);
    const desk = await signedIn(site, counsellor);
    expect((await desk.get(`/appointments/${String(_id)}/return`)).text).to.contain("Their refund of 60.00 €");
  });

  /** Lets the counsellor wait alone until the session is cancelled. */
  async function cancelAbsent(id: string): Promise<void> {
    await attend(id, "counsellor", new Date(START), new Date("2026-11-25T09:30:00.000Z"));
    site.clock.moveTo("2026-11-25T09:31:00.000Z");
    await site.sweep();
    expect((await current(id)).cancellation).to.include({ reason: "client absent", refundCents: 0 });
  }
});
