import { expect } from "chai";
import mongoose from "mongoose";
import { AppointmentModel, type Appointment } from "../../src/appointments/appointment-model.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { claimHold, type NewHold } from "../../src/booking/claim-hold.js";
import { confirmBooking } from "../../src/booking/confirm-booking.js";
import { becomeClient } from "../../src/clients/become-client.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { declineOffer } from "../../src/offers/answer-offer.js";
import { makeOffer } from "../../src/offers/make-offer.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { attend } from "../support/attend.js";
import { actorOf, current, wanted } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const WEDNESDAY_TEN = "2026-11-25T09:00:00.000Z";
const THURSDAY_TEN = "2026-11-26T09:00:00.000Z";

describe("A free first talk", () => {
  let site: TestSite;
  let counsellor: TestPerson;
  let client: TestPerson;

  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    client = await makeClient();
    counsellor = await makeCounsellor();
    const desk = await signedIn(site, counsellor);
    await desk.submit(await desk.get("/profile"), "form[action='/profile']", { firstTalk: "yes" });
    await CounsellorModel.updateOne({ _id: counsellor.id }, { $set: { published: true } });
  });

  const hold = (startsAt: string) =>
    placeHold(site.services, actorOf(client), { ...wanted(counsellor, startsAt), sessionType: "intro" });

  const bookTalk = async (startsAt: string) => {
    const { _id, holdId } = await hold(startsAt);
    await confirmBooking(site.services, actorOf(client), String(holdId));
    return String(_id);
  };

  it("is 15 minutes, booked by one button, once for each client and counsellor", async () => {
    const reader = await signedIn(site, client);
    const talk = (at: string) => reader.get(`/counsellors/counsellor-${counsellor.id}?type=intro&at=${at}`);
    const page = await talk(WEDNESDAY_TEN);
    expect(page.text).to.contain("First talk, 15 minutes, Free");
    const booked = await reader.submit(
      await reader.submit(page, "form[action='/appointments']"),
      "form[action$='/confirm']",
    );
    expect(booked.text).to.contain("is booked");
    expect((await talk(THURSDAY_TEN)).text).to.contain("You have already booked your free first talk.");
    expect(await failure(hold(THURSDAY_TEN))).to.have.property("status", 409);
    const other = await makeCounsellor();
    await CounsellorModel.updateOne(
      { _id: other.id },
      { $push: { offers: { type: "intro", minutes: 15, priceCents: 0, payBy: "free" } } },
    );
    const elsewhere = { ...wanted(other, THURSDAY_TEN), sessionType: "intro" as const };
    expect((await placeHold(site.services, actorOf(client), elsewhere)).status).to.equal("held");
  });

  it("is held once however many windows ask, and choosing another time or type moves it", async () => {
    await Promise.allSettled([hold(WEDNESDAY_TEN), hold(THURSDAY_TEN), hold(WEDNESDAY_TEN)]);
    expect(await AppointmentModel.countDocuments({ clientId: client.id, firstTalk: true })).to.equal(1);
    await placeHold(site.services, actorOf(client), wanted(counsellor, THURSDAY_TEN));
    expect(await AppointmentModel.countDocuments({ clientId: client.id, firstTalk: true })).to.equal(0);
  });

  it("takes the place of no other hold when another window has booked one in the same moment", async () => {
    await bookTalk(WEDNESDAY_TEN);
    const held = await placeHold(site.services, actorOf(client), wanted(counsellor, THURSDAY_TEN));
    const talk: Partial<Appointment> = { ...held, holdId: new mongoose.Types.ObjectId(), ticks: [1], firstTalk: true };
    delete talk.paymentAttempt;
    const { message } = await failure(claimHold(talk as NewHold, held));
    expect(message).to.equal("You have already booked your free first talk. Please choose another session type.");
    expect(await current(held._id)).to.deep.include({ holdId: held.holdId, ticks: held.ticks });
  });

  it("can be booked after an offer of it was declined or it was cancelled, not after its client stayed away", async () => {
    const asCounsellor = actorOf(counsellor, "counsellor");
    await becomeClient({ counsellorId: counsellor.id, clientId: client.id }, site.clock.now());
    const talk = { clientId: client.id, sessionType: "intro", medium: "video", outside: false } as const;
    const offered = await makeOffer(site.services, asCounsellor, { ...talk, startsAt: new Date(WEDNESDAY_TEN) });
    expect(await failure(hold(THURSDAY_TEN))).to.have.property("status", 409);
    await declineOffer(site.services, actorOf(client), String(offered._id));
    const first = await bookTalk(WEDNESDAY_TEN);
    await cancelAppointment(site.services, asCounsellor, first, 0);
    const second = await bookTalk(THURSDAY_TEN);
    await attend(second, "counsellor", new Date(THURSDAY_TEN), new Date("2026-11-26T09:30:00.000Z"));
    site.clock.moveTo("2026-11-26T09:31:00.000Z");
    await site.sweep();
    expect((await current(second)).cancellation).to.include({ reason: "client absent" });
    expect(await failure(hold("2026-11-27T09:00:00.000Z"))).to.have.property("status", 409);
  });

  it("exists only where the counsellor offers it, and changes no price in the search", async () => {
    const other = await makeCounsellor();
    const asked = { ...wanted(other, WEDNESDAY_TEN), sessionType: "intro" as const };
    expect(await failure(placeHold(site.services, actorOf(client), asked))).to.have.property("status", 404);
    const reader = site.newReader();
    const cheapest = await reader.get("/counsellors?sort=price");
    expect(cheapest.text).to.contain("60.00 € Individual session").and.not.to.contain("First talk, 15 minutes");
    const talks = await reader.get("/counsellors?sessionType=intro");
    expect(talks.text).to.contain("Free First talk, 15 minutes").and.not.to.contain("60.00 €");
  });
});
