import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { handlePaymentEvent } from "../../src/booking/follow-payment.js";
import { payAppointment } from "../../src/booking/pay-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { MOST_UPCOMING } from "../../src/catalogue/upcoming-rules.js";
import { addPlaces } from "../../src/migrations/add-places.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import { PaymentModel } from "../../src/payments/payment-model.js";
import { Conflict, TooMany } from "../../src/platform/errors.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { actorOf, GOOD_CARD, wanted } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const CONFIRM_CARD = { ...GOOD_CARD, number: "4000000000003220" };

/** Free times of an own day and hour each. */
const time = (index: number): string =>
  new Date(Date.UTC(2026, 10, 24 + (index % 4), 9 + 2 * Math.floor(index / 4))).toISOString();

describe("The limit on a client's upcoming sessions", () => {
  let site: TestSite;
  let ana: TestPerson;
  let kim: TestPerson;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    ana = await makeCounsellor({ name: "Ana Moreno" });
    kim = await makeClient();
  });

  /** As the site does it, unlike the helper for tests about something else. */
  async function book(index: number, counsellor = ana): Promise<string> {
    const { holdId } = await placeHold(site.services, actorOf(kim), wanted(counsellor, time(index)));
    const { _id } = await AppointmentModel.findOne({ holdId }).orFail().lean();
    await payAppointment(site.services, actorOf(kim), String(holdId), GOOD_CARD);
    return String(_id);
  }

  it("is four with one counsellor, and one more once one of them is cancelled, or the counsellor allows more", async () => {
    const ids = [await book(0), await book(1), await book(2), await book(3)];
    const refusal = await failure(book(4));
    expect(refusal).to.be.instanceOf(Conflict);
    expect(refusal.message).to.contain("You have 4 sessions with Ana Moreno coming up");
    const reader = await signedIn(site, kim);
    const page = await reader.post("/appointments", { ...wanted(ana, time(4)), startsAt: time(4) }, "/appointments");
    expect([page.status, page.text.includes("coming up")]).to.deep.equal([409, true]);
    expect(await AppointmentModel.countDocuments({ clientId: kim.id })).to.equal(4);

    await cancelAppointment(site.services, actorOf(kim), ids[1]!, 6000);
    ids.push(await book(4));
    expect(await failure(book(5))).to.be.instanceOf(Conflict);
    const desk = await signedIn(site, ana);
    const profile = await desk.get("/profile");
    expect((await desk.submit(profile, "form[action='/profile']", { mostUpcoming: "none" })).status).to.equal(422);
    await desk.submit(profile, "form[action='/profile']", { mostUpcoming: "5" });
    await CounsellorModel.updateOne({ _id: ana.id }, { $set: { published: true } });
    ids.push(await book(5));
    expect(await failure(book(6))).to.be.instanceOf(Conflict);
  });

  it("is said where a client chooses a time, before they book", async () => {
    for (const index of [0, 1, 2]) await book(index);
    const reader = await signedIn(site, kim);
    const { slug } = await CounsellorModel.findById(ana.id).orFail().lean();
    const page = () => reader.get(`/counsellors/${slug}?type=individual&at=${time(5)}`);
    await placeHold(site.services, actorOf(kim), wanted(ana, time(4)));
    const bookingForm = "form[action='/appointments']";
    expect((await page()).document.querySelector(bookingForm), "a hold moves to the time chosen next").not.to.equal(
      null,
    );
    await book(4);
    const full = await page();
    expect(full.text).to.contain("You have 4 sessions with Ana Moreno coming up");
    expect(full.document.querySelector(bookingForm)).to.equal(null);
  });

  it("counts a session that a late payment books after its hold has expired", async () => {
    const { _id, holdId } = await placeHold(site.services, actorOf(kim), wanted(ana, time(0)));
    await payAppointment(site.services, actorOf(kim), String(holdId), CONFIRM_CARD);
    await AppointmentModel.deleteOne({ _id });
    for (const index of [1, 2, 3]) await book(index);
    await approveLate(_id);
    const upcoming = await AppointmentModel.find({ clientId: kim.id, status: "booked" }).lean();
    expect(upcoming.map(({ placeInAll }) => placeInAll).sort()).to.deep.equal([1, 2, 3, 4]);
    expect(await failure(book(4))).to.be.instanceOf(Conflict);
  });

  it("returns a late payment for one more than that", async () => {
    const { _id, holdId } = await placeHold(site.services, actorOf(kim), wanted(ana, time(0)));
    await payAppointment(site.services, actorOf(kim), String(holdId), CONFIRM_CARD);
    await AppointmentModel.deleteOne({ _id });
    for (const index of [1, 2, 3, 4]) await book(index);
    await approveLate(_id);
    expect(await AppointmentModel.countDocuments({ clientId: kim.id })).to.equal(4);
    expect(await PaymentModel.findOne({ appointmentId: _id }).lean()).to.include({ status: "refunded", lost: true });
  });

  async function approveLate(_id: unknown): Promise<void> {
    const key = `${String(_id)}:1`;
    await ChargeModel.updateOne({ key }, { $set: { status: "approved" } });
    await handlePaymentEvent(site.services, { id: "told", key, type: "charge.approved" });
  }

  it("counts no session that is over", async () => {
    for (const index of [0, 1, 2, 3]) await book(index);
    await AppointmentModel.updateMany({ clientId: kim.id }, { $set: { status: "completed" }, $unset: { ticks: 1 } });
    await book(4);
  });

  it(`is ${MOST_UPCOMING} in all, with any counsellors`, async () => {
    const others = [await makeCounsellor(), await makeCounsellor()];
    for (let index = 0; index < MOST_UPCOMING; index += 1) await book(index, others[index % 2]);
    const refusal = await failure(book(8));
    expect(refusal.message).to.contain("You have 8 upcoming sessions");
  });

  it("holds however many windows book at once", async () => {
    for (let round = 0; round < 3; round += 1) {
      await Promise.allSettled(Array.from({ length: 8 }, (_, index) => book(index)));
    }
    const upcoming = await AppointmentModel.find({ clientId: kim.id }).lean();
    expect(upcoming.length).to.be.within(1, 4);
    expect(new Set(upcoming.map(({ placeWithOne }) => placeWithOne)).size).to.equal(upcoming.length);
  });

  it("lets a hold move to another time, and a fourth session move to another day", async () => {
    for (const index of [0, 1, 2]) await book(index);
    for (const index of [3, 4, 5]) await placeHold(site.services, actorOf(kim), wanted(ana, time(index)));
    expect(await AppointmentModel.countDocuments({ clientId: kim.id })).to.equal(4);
  });

  it("counts what was booked before there was a limit", async () => {
    for (const index of [0, 1, 2, 3]) await book(index);
    await AppointmentModel.updateMany({ clientId: kim.id }, { $unset: { placeWithOne: 1, placeInAll: 1 } });
    await CounsellorModel.collection.updateMany({}, { $unset: { mostUpcoming: 1 } });
    await addPlaces(AppointmentModel.db.db!, site.services);
    await addPlaces(AppointmentModel.db.db!, site.services);
    const places = (await AppointmentModel.find({ clientId: kim.id }).lean()).map(({ placeInAll }) => placeInAll);
    expect(places.sort()).to.deep.equal([1, 2, 3, 4]);
    expect(await failure(book(4))).to.be.instanceOf(Conflict);
  });

  it("is changed forty times an hour at most", async () => {
    for (let change = 0; change < 40; change += 1) {
      await placeHold(site.services, actorOf(kim), wanted(ana, time(change % 8)));
    }
    expect(await failure(placeHold(site.services, actorOf(kim), wanted(ana, time(0))))).to.be.instanceOf(TooMany);
    const again = await placeHold(site.services, actorOf(kim), wanted(ana, time(39 % 8)));
    expect(again.startsAt.toISOString(), "asking for the same time again is no change").to.equal(time(39 % 8));
  });
});
