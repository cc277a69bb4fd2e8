import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { confirmBooking } from "../../src/booking/confirm-booking.js";
import { markPaid } from "../../src/booking/mark-paid.js";
import { payAppointment } from "../../src/booking/pay-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { DirectDetailsModel } from "../../src/payments/direct-details-model.js";
import { PaymentModel } from "../../src/payments/payment-model.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { actorOf, current, GOOD_CARD, wanted } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { textOf, type Reader } from "../support/reader.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const WEDNESDAY_TEN = "2026-11-25T09:00:00.000Z";
const DIRECT = [{ type: "individual" as const, minutes: 50, priceCents: 6000, payBy: "direct" as const }];
const FREE = [{ type: "individual" as const, minutes: 50, priceCents: 0, payBy: "free" as const }];
const BANK = "DE02 1203 0000 0000 2020 51, within a week";

describe("A session that is not paid on the site", () => {
  let site: TestSite;
  let client: TestPerson;
  let reader: Reader;

  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    site.clock.moveTo(MONDAY);
    client = await makeClient();
    reader = await signedIn(site, client);
  });

  const hold = async (counsellor: TestPerson) =>
    placeHold(site.services, actorOf(client), wanted(counsellor, WEDNESDAY_TEN));

  const bookFor = async (counsellor: TestPerson) => {
    const { _id, holdId } = await hold(counsellor);
    await confirmBooking(site.services, actorOf(client), String(holdId));
    return String(_id);
  };

  it("is booked by one button when it is free, without any payment", async () => {
    const counsellor = await makeCounsellor({ offers: FREE });
    const profile = await reader.get(`/counsellors/counsellor-${counsellor.id}?at=${WEDNESDAY_TEN}`);
    expect(profile.text).to.contain("Individual session, 50 minutes, Free");
    const checkout = await reader.submit(profile, "form[action='/appointments']");
    expect(checkout.text).to.contain("This session is free.").and.not.to.contain("Card number");
    const page = await reader.submit(checkout, "form[action$='/confirm']");
    expect(page.text).to.contain("is booked").and.to.contain("You booked it.").and.not.to.contain("refund");
    expect(await PaymentModel.countDocuments({ clientId: client.id })).to.equal(0);
    const cancel = await reader.follow(page, "Cancel this session");
    expect(cancel.text).to.contain("Nothing was paid for this session.");
  });

  it("shows its client how to pay directly once it is booked, stored encrypted, and nobody earlier", async () => {
    const counsellor = await makeCounsellor({ offers: DIRECT, name: "Ana Moreno" });
    const desk = await signedIn(site, counsellor);
    const form = await desk.get("/profile/payment");
    await desk.submit(form, "form[action='/profile/payment']", { instructions: `  ${BANK}\n` });
    expect(JSON.stringify(await DirectDetailsModel.findById(counsellor.id).lean())).not.to.contain("1203");

    const profile = await reader.get(`/counsellors/counsellor-${counsellor.id}?at=${WEDNESDAY_TEN}`);
    expect(profile.text).to.contain("60.00 €, paid directly").and.not.to.contain(BANK);
    const checkout = await reader.submit(profile, "form[action='/appointments']");
    expect(checkout.text).to.contain("You pay Ana Moreno directly").and.not.to.contain(BANK);
    const page = await reader.submit(checkout, "form[action$='/confirm']");
    expect(page.text).to.contain(BANK).and.to.contain("60.00 €, not marked as paid yet.");
    const saved = await desk.get("/profile/payment");
    expect(textOf(saved.document.querySelector("textarea"))).to.equal(BANK);
    const again = await desk.submit(saved, "form[action='/profile/payment']", {
      ...{ instructions: "Cash", version: "an older one" },
    });
    expect([again.status, again.text]).to.have.property("0", 409);
  });

  it("is marked as paid once, however often, and that can be undone for 14 days", async () => {
    const counsellor = await makeCounsellor({ offers: DIRECT });
    const id = await bookFor(counsellor);
    const [desk, ana] = [await signedIn(site, counsellor), actorOf(counsellor, "counsellor")];
    await Promise.all([1, 2, 3].map(() => markPaid(site.services, ana, { appointmentId: id, isPaid: true })));
    const { history, paidDirectlyAt } = await current(id);
    expect(history.filter(({ what }) => what === "paid")).to.have.lengthOf(1);
    expect(paidDirectlyAt).not.to.equal(undefined);
    expect((await reader.get(`/appointments/${id}`)).text).to.contain("marked 60.00 € as paid on 23 November 2026.");

    const page = await desk.submit(await desk.get(`/appointments/${id}`), "form[action$='/paid']");
    expect(page.text).to.contain("60.00 €, not marked as paid yet.").and.to.contain("You marked it as not paid.");
    await markPaid(site.services, ana, { appointmentId: id, isPaid: true });
    site.clock.moveTo("2026-12-07T08:00:00.000Z");
    for (const isPaid of [false, true]) await markPaid(site.services, ana, { appointmentId: id, isPaid });
    site.clock.moveTo("2026-12-22T09:00:00.000Z");
    const late = await failure(markPaid(site.services, ana, { appointmentId: id, isPaid: false }));
    expect(late).to.have.property("message").that.contains("more than 14 days ago");
  });

  it("says for each cancellation who owes and returns what, and the site moves no money", async () => {
    const counsellor = await makeCounsellor({ offers: DIRECT, name: "Ana Moreno" });
    const paid = (isPaid: boolean, id: string) =>
      markPaid(site.services, actorOf(counsellor, "counsellor"), { appointmentId: id, isPaid });
    const first = await bookFor(counsellor);
    const sentence = async (id: string) => (await reader.get(`/appointments/${id}/cancel`)).text;
    expect(await sentence(first)).to.contain("so you owe Ana Moreno nothing.");
    await paid(true, first);
    expect(await sentence(first)).to.contain(
      "Ana Moreno will return your 60.00 € to you directly, not through this site.",
    );
    await cancelAppointment(site.services, actorOf(client), first, 6000);
    expect((await reader.get(`/appointments/${first}`)).text).to.contain("Ana Moreno will return your 60.00 € to you");

    const second = await bookFor(counsellor);
    site.clock.moveTo("2026-11-25T01:00:00.000Z");
    expect(await sentence(second)).to.contain("You can cancel, but you still owe Ana Moreno 60.00 €.");
    await cancelAppointment(site.services, actorOf(client), second, 0);
    expect((await reader.get(`/appointments/${second}`)).text).to.contain("You still owe Ana Moreno 60.00 € for it.");
    expect(await PaymentModel.countDocuments({ clientId: client.id })).to.equal(0);
  });

  it("is booked once by two windows, neither by a card nor after its hold has ended", async () => {
    const counsellor = await makeCounsellor({ offers: DIRECT });
    const { _id, holdId } = await hold(counsellor);
    const byCard = await failure(payAppointment(site.services, actorOf(client), String(holdId), GOOD_CARD));
    expect(byCard).to.have.property("message").that.contains("Nothing is paid on this site");
    await Promise.all([1, 2].map(() => confirmBooking(site.services, actorOf(client), String(holdId))));
    const booked = await current(_id);
    expect(booked.history.map(({ what }) => what)).to.deep.equal(["held", "booked"]);

    const other = await makeClient();
    const { holdId: late } = await placeHold(
      ...([site.services, actorOf(other)] as const),
      wanted(counsellor, "2026-11-26T09:00:00.000Z"),
    );
    site.clock.moveTo("2026-11-23T12:00:00.000Z");
    const ended = await failure(confirmBooking(site.services, actorOf(other), String(late)));
    expect(ended).to.have.property("message").that.contains("Your hold has expired");
    expect(await AppointmentModel.countDocuments({ clientId: other.id, status: "booked" })).to.equal(0);
  });

  it("cannot be confirmed where it is paid on the site", async () => {
    const { holdId } = await hold(await makeCounsellor());
    const refused = await failure(confirmBooking(site.services, actorOf(client), String(holdId)));
    expect(refused).to.have.property("message", "Please pay to book this time.");
  });

  it("is set for each session type on the profile, and a free one has no price", async () => {
    const counsellor = await makeCounsellor();
    const desk = await signedIn(site, counsellor);
    const save = async (entered: Record<string, string>) =>
      desk.submit(await desk.get("/profile"), "form[action='/profile']", entered);
    const wrong = await save({ "individual.payBy": "free" });
    expect([wrong.status, wrong.text]).to.have.property("0", 422);
    expect(wrong.text).to.contain("Please leave the price empty, or choose how it is paid.");
    const couple = { "couple.minutes": "60", "couple.price": "80", "couple.payBy": "direct" };
    await save({ "individual.payBy": "free", "individual.price": "", ...couple });
    expect((await CounsellorModel.findById(counsellor.id).orFail().lean()).offers).to.deep.equal([
      { type: "individual", minutes: 50, priceCents: 0, payBy: "free" },
      { type: "couple", minutes: 60, priceCents: 8000, payBy: "direct" },
    ]);
  });
});
