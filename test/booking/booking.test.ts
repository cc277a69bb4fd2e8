import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { payAppointment } from "../../src/booking/pay-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import { PaymentModel } from "../../src/payments/payment-model.js";
import { Conflict, InvalidInput } from "../../src/platform/errors.js";
import { actorOf, BAD_CARD, book, current, GOOD_CARD, wanted } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const TUESDAY_TEN = "2026-11-24T09:00:00.000Z";

describe("Booking a time", () => {
  let site: TestSite;
  let counsellor: TestPerson;
  let client: TestPerson;

  before(async () => (site = await startTestSite()));
  after(() => site.stop());
  beforeEach(async () => {
    counsellor = await makeCounsellor();
    client = await makeClient();
  });

  const hold = (startsAt = TUESDAY_TEN) => placeHold(site.services, actorOf(client), wanted(counsellor, startsAt));
  const pay = (id: unknown, card = GOOD_CARD) => payAppointment(site.services, actorOf(client), String(id), card);

  it("holds it for ten minutes and books it once it is paid", async () => {
    const held = await hold();
    expect(held.status).to.equal("held");
    expect(Number(held.deadlineAt) - Number(site.clock.now())).to.be.within(9.9 * 60_000, 10 * 60_000);
    await pay(held._id);
    const booked = await current(held._id);
    expect(booked.status).to.equal("booked");
    expect(booked.history.map(({ what }) => what)).to.deep.equal(["held", "booked"]);
  });

  it("claims every five minutes of the session and of the buffer after it", async () => {
    const { ticks = [] } = await hold();
    expect(ticks).to.have.length((50 + 10) / 5);
    expect(ticks[0]).to.equal(new Date(TUESDAY_TEN).getTime() / 300_000);
  });

  it("sells a time once to 100 clients who ask at the same moment", async () => {
    const clients = await Promise.all(Array.from({ length: 100 }, () => makeClient()));
    const asked = await Promise.allSettled(
      clients.map((one) => placeHold(site.services, actorOf(one), wanted(counsellor, TUESDAY_TEN))),
    );
    const refused = asked.filter((result) => result.status === "rejected").map(({ reason }) => reason as Error);
    expect(refused).to.have.length(99);
    for (const error of refused) expect(error).to.be.instanceOf(Conflict);
    expect(await AppointmentModel.countDocuments({ counsellorId: counsellor.id })).to.equal(1);
  });

  it("refuses a time that overlaps a booked session or its buffer", async () => {
    await book(site, client, counsellor, TUESDAY_TEN);
    client = await makeClient();
    expect(await failure(hold("2026-11-24T09:30:00.000Z"))).to.be.instanceOf(Conflict);
    expect((await hold("2026-11-24T10:00:00.000Z")).status).to.equal("held");
  });

  it("refuses times that are past, too soon or outside the hours", async () => {
    for (const time of [
      "2026-11-23T08:00:00.000Z",
      "2026-11-23T09:30:00.000Z",
      "2026-11-24T03:00:00.000Z",
      "2026-11-24T09:07:00.000Z",
    ]) {
      expect(await failure(hold(time)), time).to.be.instanceOf(Conflict);
    }
  });

  it("returns the same hold for a second click on Book", async () => {
    const [first, second] = await Promise.all([hold(), hold()]);
    expect(String(second._id)).to.equal(String(first._id));
    expect(String((await hold())._id)).to.equal(String(first._id));
  });

  it("moves a client's earlier hold to the newly chosen time, with a fresh ten minutes", async () => {
    const first = await hold();
    site.clock.advance({ minutes: 9 });
    const second = await hold("2026-11-25T09:00:00.000Z");
    expect(second.holdId.equals(first.holdId)).to.equal(false);
    expect(Number(second.deadlineAt) - Number(site.clock.now())).to.be.within(9.9 * 60_000, 10 * 60_000);
    expect(second.history).to.have.length(1);
    expect(await AppointmentModel.countDocuments({ clientId: client.id })).to.equal(1);
    site.clock.advance({ minutes: -9 });
  });

  it("changes the medium of a hold when the same time is chosen again", async () => {
    const first = await hold();
    const wish = { ...wanted(counsellor, TUESDAY_TEN), medium: "audio" as const };
    const second = await placeHold(site.services, actorOf(client), wish);
    expect(second).to.include({ medium: "audio", status: "held" });
    expect(second.holdId.equals(first.holdId)).to.equal(false);
  });

  it("frees a held time the moment its ten minutes are over, though no timer fired", async () => {
    await hold();
    site.clock.advance({ minutes: 10 });
    client = await makeClient();
    expect((await hold()).status).to.equal("held");
    site.clock.advance({ minutes: -10 });
  });

  it("charges once for a double click on Pay & Book", async () => {
    const held = await hold();
    await Promise.all([pay(held._id), pay(held._id), pay(held._id)]);
    await pay(held._id);
    expect(await ChargeModel.countDocuments({ key: `${String(held._id)}:1` })).to.equal(1);
    expect(await PaymentModel.countDocuments({ appointmentId: held._id })).to.equal(1);
    expect((await current(held._id)).history.map(({ what }) => what)).to.deep.equal(["held", "booked"]);
  });

  it("keeps the hold when a card is declined, and takes the next card", async () => {
    const held = await hold();
    const error = await failure(pay(held._id, BAD_CARD));
    expect(error).to.be.instanceOf(InvalidInput);
    expect((error as InvalidInput).fields.cardNumber).to.contain("declined");
    expect((await current(held._id)).status).to.equal("held");
    await pay(held._id);
    expect((await current(held._id)).status).to.equal("booked");
  });

  it("charges nothing once the hold has ended", async () => {
    const held = await hold();
    site.clock.advance({ minutes: 10 });
    expect(await failure(pay(held._id))).to.be.instanceOf(Conflict);
    expect(await ChargeModel.exists({ key: `${String(held._id)}:1` })).to.equal(null);
    site.clock.advance({ minutes: -10 });
  });

  it("stores only a card's brand and last four digits", async () => {
    const { _id } = await book(site, client, counsellor, TUESDAY_TEN);
    const stored = JSON.stringify([
      await PaymentModel.find({ appointmentId: _id }).lean(),
      await ChargeModel.find().lean(),
    ]);
    expect(stored).to.contain('"lastFour":"4242"').and.to.contain("Visa");
    expect(stored).not.to.contain(GOOD_CARD.number).and.not.to.contain("2099");
  });

  describe("when the payment lands after the hold has ended", () => {
    /** A gateway whose answer takes so long that `meanwhile` happens first. */
    const slowly = (meanwhile: () => Promise<unknown>) => ({
      ...site.services,
      gateway: {
        ...site.services.gateway,
        charge: async (request: Parameters<typeof site.services.gateway.charge>[0]) => {
          const outcome = await site.services.gateway.charge(request);
          await meanwhile();
          return outcome;
        },
      },
    });

    it("books the time if it is still free", async () => {
      const held = await hold();
      const services = slowly(() => AppointmentModel.deleteOne({ _id: held._id }));
      await payAppointment(services, actorOf(client), String(held._id), GOOD_CARD);
      expect((await current(held._id)).status).to.equal("booked");
    });

    it("refunds the money if someone else has it", async () => {
      const held = await hold();
      const faster = await makeClient();
      const services = slowly(async () => {
        await AppointmentModel.deleteOne({ _id: held._id });
        await placeHold(site.services, actorOf(faster), wanted(counsellor, TUESDAY_TEN));
      });
      const error = await failure(payAppointment(services, actorOf(client), String(held._id), GOOD_CARD));
      expect(error.message).to.contain("on its way back");
      expect((await ChargeModel.findOne({ key: `${String(held._id)}:1` }).lean())?.refundedCents).to.equal(6000);
      expect((await PaymentModel.findOne({ appointmentId: held._id }).lean())?.status).to.equal("refunded");
    });
  });

  it("finishes a payment that was interrupted after the charge", async () => {
    const held = await hold();
    const interrupted = {
      ...site.services,
      gateway: {
        ...site.services.gateway,
        charge: async (request: Parameters<typeof site.services.gateway.charge>[0]) => {
          await site.services.gateway.charge(request);
          throw new Error("the process died here");
        },
      },
    };
    await failure(payAppointment(interrupted, actorOf(client), String(held._id), GOOD_CARD));
    site.clock.advance({ minutes: 2 });
    await site.sweep();
    expect((await current(held._id)).status).to.equal("booked");
    expect((await PaymentModel.findOne({ appointmentId: held._id }).lean())?.status).to.equal("approved");
  });
});
