import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { blockClient } from "../../src/booking/block-client.js";
import { BlockModel } from "../../src/appointments/block-model.js";
import { cancelAppointment } from "../../src/booking/cancel-appointment.js";
import { HoldEnded, payAppointment } from "../../src/booking/pay-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { rescheduleAppointment } from "../../src/booking/reschedule-appointment.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { PaymentModel } from "../../src/payments/payment-model.js";
import { actorOf, book, current, GOOD_CARD, wanted } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { justBefore } from "../support/just-before.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const WEDNESDAY_TEN = "2026-11-25T09:00:00.000Z";
const THURSDAY_TEN = "2026-11-26T09:00:00.000Z";
const FRIDAY_TEN = "2026-11-27T09:00:00.000Z";

describe("Moving a session", () => {
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

  const move = (id: unknown, startsAt: string, from = WEDNESDAY_TEN, who = client): Promise<void> =>
    rescheduleAppointment(site.services, actorOf(who), {
      appointmentId: String(id),
      from: new Date(from),
      startsAt: new Date(startsAt),
    });

  const asked = (startsAt: string) => ({
    counsellorId: counsellor.id,
    sessionType: "individual",
    medium: "video",
    startsAt,
  });

  it("goes through the picker, releases the old time and keeps a history", async () => {
    const { _id } = await book(site, client, counsellor, WEDNESDAY_TEN);
    const reader = await signedIn(site, client);
    const picker = await reader.follow(await reader.get(`/appointments/${String(_id)}`), "Move to another time");
    expect(picker.text).to.contain("until 24 hours before the start").and.to.contain("You will not pay again");
    const chosen = await reader.get(`/appointments/${String(_id)}/reschedule?at=${THURSDAY_TEN}`);
    expect(chosen.text).not.to.contain("that deadline has already passed");
    const swap = { "HX-Request": "true", "HX-Request-Type": "partial" };
    const swapped = await reader.get(`/appointments/${String(_id)}/reschedule?at=${THURSDAY_TEN}`, swap);
    expect(swapped.text, "the picker alone").to.contain("Free times").and.not.to.contain("You will not pay again");
    const soon = await reader.get(`/appointments/${String(_id)}/reschedule?at=2026-11-24T08:30:00.000Z`);
    expect(soon.text).to.contain("that deadline has already passed");
    const page = await reader.submit(chosen, "form[action$='/reschedule']:not(.zone-form)");
    expect(page.text)
      .to.contain("Thursday 26 November, 10:00 (Berlin time)")
      .and.to.contain(
        "You moved it from Wednesday 25 November, 10:00 (Berlin time) to Thursday 26 November, 10:00 (Berlin time)",
      );
    const other = await makeClient();
    expect((await placeHold(site.services, actorOf(other), wanted(counsellor, WEDNESDAY_TEN))).status).to.equal("held");
  });

  it("may overlap its earlier time", async () => {
    const { _id } = await book(site, client, counsellor, WEDNESDAY_TEN);
    await move(_id, "2026-11-25T09:30:00.000Z");
    const { startsAt, endsAt, needsNotice, status } = await current(_id);
    expect(startsAt.toISOString()).to.equal("2026-11-25T09:30:00.000Z");
    expect(endsAt.toISOString()).to.equal("2026-11-25T10:20:00.000Z");
    expect({ needsNotice, status }).to.deep.equal({ needsNotice: true, status: "booked" });
  });

  it("refuses a time that is taken, closed, or the client's for another appointment", async () => {
    const { _id } = await book(site, client, counsellor, WEDNESDAY_TEN);
    await book(site, await makeClient(), counsellor, THURSDAY_TEN);
    await book(site, client, await makeCounsellor(), "2026-11-26T12:00:00.000Z");
    expect((await failure(move(_id, THURSDAY_TEN))).message).to.contain("just taken");
    expect((await failure(move(_id, "2026-11-26T22:00:00.000Z"))).message).to.contain("cannot be booked");
    await placeHold(site.services, actorOf(client), wanted(await makeCounsellor(), FRIDAY_TEN));
    expect((await failure(move(_id, "2026-11-26T12:00:00.000Z"))).message).to.contain("You already have");
    expect((await failure(move(_id, WEDNESDAY_TEN))).message).to.contain("already at that time");
    expect(await AppointmentModel.countDocuments({ status: "held", clientId: client.id })).to.equal(1);
    expect((await current(_id)).startsAt.toISOString()).to.equal(WEDNESDAY_TEN);
  });

  it("refuses a time that the client books elsewhere at the same moment", async () => {
    const { _id } = await book(site, client, counsellor, WEDNESDAY_TEN);
    const other = await makeCounsellor();
    justBefore("updateOne", () => book(site, client, other, THURSDAY_TEN));
    expect((await failure(move(_id, THURSDAY_TEN))).message).to.contain("You already have");
    expect((await current(_id)).startsAt.toISOString()).to.equal(WEDNESDAY_TEN);
  });

  it("is refused to a page that shows an earlier time", async () => {
    const { _id } = await book(site, client, counsellor, WEDNESDAY_TEN);
    await move(_id, THURSDAY_TEN);
    expect((await failure(move(_id, FRIDAY_TEN))).message).to.contain(
      "This session has changed since you opened this page.",
    );
    expect((await current(_id)).startsAt.toISOString()).to.equal(THURSDAY_TEN);
  });

  it("happens once for two windows at the same moment", async () => {
    const { _id } = await book(site, client, counsellor, WEDNESDAY_TEN);
    const both = await Promise.allSettled([move(_id, THURSDAY_TEN), move(_id, "2026-11-27T09:00:00.000Z")]);
    expect(both.map(({ status }) => status).sort()).to.deep.equal(["fulfilled", "rejected"]);
    expect((await current(_id)).history.filter(({ what }) => what === "rescheduled")).to.have.lengthOf(1);
  });

  it("is possible until 24 hours before the start, and only to its client", async () => {
    const { _id } = await book(site, client, counsellor, WEDNESDAY_TEN);
    expect((await failure(move(_id, THURSDAY_TEN, WEDNESDAY_TEN, await makeClient()))).name).to.equal("NotFound");
    site.clock.moveTo("2026-11-24T09:00:01Z");
    expect((await failure(move(_id, THURSDAY_TEN))).message).to.contain("no longer be moved");
    const reader = await signedIn(site, client);
    const page = await reader.get(`/appointments/${String(_id)}`);
    expect(page.text).not.to.contain("Move to another time");
    expect(page.text).to.contain("too late to move it. You can still cancel, but your 60.00 € will not be refunded");
    const tooLate = await reader.get(`/appointments/${String(_id)}/reschedule`);
    expect(tooLate.text).to.contain("This session can no longer be moved.");
    site.clock.moveTo("2026-11-25T09:05:00Z");
    expect((await reader.get(`/appointments/${String(_id)}/cancel`)).text).to.contain("can no longer be cancelled.");
  });

  it("releases the client's own hold at that time, and an expired one", async () => {
    const { _id } = await book(site, client, counsellor, WEDNESDAY_TEN);
    const elsewhere = await placeHold(site.services, actorOf(client), wanted(await makeCounsellor(), FRIDAY_TEN));
    await move(_id, "2026-11-25T15:00:00.000Z");
    expect((await current(elsewhere._id)).status, "a hold at another time stays").to.equal("held");
    await placeHold(site.services, actorOf(client), wanted(counsellor, THURSDAY_TEN));
    await move(_id, THURSDAY_TEN, "2026-11-25T15:00:00.000Z");
    expect(await AppointmentModel.countDocuments({ status: "held", clientId: client.id })).to.equal(0);
    await placeHold(site.services, actorOf(await makeClient()), wanted(counsellor, "2026-11-27T09:00:00.000Z"));
    site.clock.advance({ minutes: 11 });
    await move(_id, "2026-11-27T09:00:00.000Z", THURSDAY_TEN);
    expect((await current(_id)).startsAt.toISOString()).to.equal("2026-11-27T09:00:00.000Z");
  });

  describe("and beside it", () => {
    it("offers other times when a counsellor cancels", async () => {
      const { _id } = await book(site, client, counsellor, WEDNESDAY_TEN);
      await cancelAppointment(site.services, actorOf(counsellor, "counsellor"), String(_id), 6000);
      const page = await (await signedIn(site, client)).get(`/appointments/${String(_id)}`);
      expect(page.text).to.contain("Other times with Ana Moreno").and.to.contain("Wed 25 Nov, 10:00");
      expect(page.text).to.contain("Ana Moreno cancelled it");
    });

    it("offers a search for others who help with the same instead of times that cannot be booked", async () => {
      const { _id } = await book(site, client, counsellor, WEDNESDAY_TEN);
      await cancelAppointment(site.services, actorOf(counsellor, "counsellor"), String(_id), 6000);
      const reader = await signedIn(site, client);
      const instead = async () => {
        const page = await reader.get(`/appointments/${String(_id)}`);
        expect(page.text).not.to.contain("Other times with");
        return reader.follow(page, "Find someone else");
      };
      await blockClient(site.services, actorOf(counsellor, "counsellor"), {
        appointmentId: String(_id),
        isBlocked: true,
      });
      expect((await instead()).url).to.contain("accepting=yes&specialization=anxiety");
      await BlockModel.deleteMany({});
      await CounsellorModel.updateOne({ _id: counsellor.id }, { $set: { published: false } });
      await instead();
    });

    it("lets a counsellor stop bookings by a client, and allow them again", async () => {
      const { _id } = await book(site, client, counsellor, WEDNESDAY_TEN);
      const reader = await signedIn(site, counsellor);
      const held = await placeHold(site.services, actorOf(client), wanted(counsellor, FRIDAY_TEN));
      const page = await reader.follow(await reader.get(`/appointments/${String(_id)}`), "Stop bookings");
      expect(page.text).to.contain("already booked stay booked");
      for (const blocked of ["perhaps", ""]) {
        expect((await reader.submit(page, "form[action$='/block']", { blocked })).status, blocked).to.equal(422);
      }
      const blocked = await reader.submit(page, "form[action$='/block']");
      expect(blocked.text).to.contain(`${client.name} cannot book with you`);
      expect(await AppointmentModel.exists({ _id: held._id }), "what they held").to.equal(null);
      const refused = await (await signedIn(site, client)).post("/appointments", asked(THURSDAY_TEN), "/appointments");
      expect(refused.text).to.contain("no longer takes bookings from you").and.not.to.contain("free nearby");
      await AppointmentModel.create(held);
      const slipped = payAppointment(site.services, actorOf(client), String(held._id), GOOD_CARD);
      expect(await failure(slipped), "a hold that slipped through").to.be.instanceOf(HoldEnded);
      expect(await PaymentModel.exists({ appointmentId: held._id })).to.equal(null);
      expect((await current(_id)).status).to.equal("booked");
      await reader.submit(blocked, "form[action$='/block']");
      expect((await placeHold(site.services, actorOf(client), wanted(counsellor, THURSDAY_TEN))).status).to.equal(
        "held",
      );
    });

    it("accepts a second click on Stop bookings", async () => {
      const { _id } = await book(site, client, counsellor, WEDNESDAY_TEN);
      const block = () =>
        blockClient(site.services, actorOf(counsellor, "counsellor"), { appointmentId: String(_id), isBlocked: true });
      await Promise.all([block(), block()]);
      await block();
      expect(await BlockModel.countDocuments({ clientId: client.id })).to.equal(1);
    });

    it("gives each client one hold at a time, also in two windows", async () => {
      for (let round = 0; round < 8; round += 1) {
        const times = [9, 10, 11, 12].map((hour) => `2026-11-27T${String(hour).padStart(2, "0")}:00:00.000Z`);
        await Promise.allSettled(times.map((at) => placeHold(site.services, actorOf(client), wanted(counsellor, at))));
        expect(await AppointmentModel.countDocuments({ clientId: client.id, status: "held" })).to.equal(1);
      }
    });
  });
});
