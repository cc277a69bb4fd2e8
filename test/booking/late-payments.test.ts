import { expect } from "chai";
import { mock } from "node:test";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { handlePaymentEvent } from "../../src/booking/follow-payment.js";
import { payAppointment } from "../../src/booking/pay-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { releaseHold } from "../../src/booking/release-hold.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import { PaymentModel } from "../../src/payments/payment-model.js";
import { actorOf, GOOD_CARD, wanted, countNoHolds } from "../support/booking.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";
import { questions } from "../support/questions.js";
import { startTestSite, type TestSite } from "../support/test-site.js";
import { TRIAL_MS, TRIALS } from "../support/trials.js";

const TUESDAY_TEN = "2026-11-24T09:00:00.000Z";
const CONFIRM_CARD = { ...GOOD_CARD, number: "4000000000003220" };
const RACES = TRIALS.latePayments;
/** So many settle the same payment at once: the page, the gateway's event, the sweep. */
const SETTLERS = 4;

describe("A payment that arrives while another's hold on its time ends", () => {
  let site: TestSite;
  let counsellor: TestPerson;
  let client: TestPerson;
  let rival: TestPerson;

  before(async () => {
    site = await startTestSite();
    countNoHolds(site);
    counsellor = await makeCounsellor();
    [client, rival] = await Promise.all([makeClient(), makeClient()]);
  });
  after(() => site.stop());
  afterEach(() => mock.restoreAll());

  it(`either books it or is refunded, never both, in ${RACES} races of ${SETTLERS} settlers`, async () => {
    const outcomes = new Set<string>();
    for (let race = 0; race < RACES; race += 1) {
      const { key, rivalHold } = await prepare();
      const settling = Array.from({ length: SETTLERS }, async (_, settler) => {
        await questions((race * (settler + 1)) % 5);
        await settle(key);
      });
      const releasing = questions(race % 11).then(() => releaseHold(site.services, actorOf(rival), rivalHold));
      await Promise.all([...settling, releasing]);
      outcomes.add(await check(key));
      await Promise.all([AppointmentModel.deleteMany({}), PaymentModel.deleteMany({}), ChargeModel.deleteMany({})]);
    }
    expect([...outcomes].sort()).to.deep.equal(["booked", "returned"]);
  }).timeout(TRIAL_MS);

  it("is not marked as lost by a settling that found no hold when another has booked one since", async () => {
    const { key, rivalHold } = await prepare();
    const write = PaymentModel.updateOne.bind(PaymentModel);
    const writes = mock.method(PaymentModel, "updateOne", async (which: object, change: { $set?: { lost?: true } }) => {
      if (change.$set?.lost) {
        writes.mock.restore();
        await releaseHold(site.services, actorOf(rival), rivalHold);
        await settle(key);
        expect(await check(key)).to.equal("booked");
      }
      return write(which, change);
    });
    await settle(key);
    expect(await check(key)).to.equal("booked");
  });

  function settle(key: string): Promise<void> {
    return handlePaymentEvent(site.services, { id: "told", key, type: "charge.approved" });
  }

  /** A payment approved late: its hold ran out, and a rival has the time for a moment. */
  async function prepare(): Promise<{ key: string; rivalHold: string }> {
    const wish = wanted(counsellor, TUESDAY_TEN);
    const { _id } = await placeHold(site.services, actorOf(client), wish);
    await payAppointment(site.services, actorOf(client), String(_id), CONFIRM_CARD);
    await AppointmentModel.deleteOne({ _id });
    const rivalHold = await placeHold(site.services, actorOf(rival), wish);
    const key = `${String(_id)}:1`;
    await ChargeModel.updateOne({ key }, { $set: { status: "approved" } });
    return { key, rivalHold: String(rivalHold._id) };
  }

  async function check(key: string): Promise<"booked" | "returned"> {
    const [id = ""] = key.split(":");
    const appointment = await AppointmentModel.findById(id).lean();
    const payment = await PaymentModel.findOne({ appointmentId: id }).orFail().lean();
    const charge = await ChargeModel.findOne({ key }).orFail().lean();
    const isBooked = appointment?.status === "booked";
    expect(appointment === null || isBooked, appointment?.status).to.equal(true);
    expect(payment.status).to.equal(isBooked ? "approved" : "refunded");
    expect(charge.refundedCents).to.equal(isBooked ? 0 : charge.amountCents);
    return isBooked ? "booked" : "returned";
  }
});
