import { expect } from "chai";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { handlePaymentEvent } from "../../src/booking/follow-payment.js";
import { payAppointment } from "../../src/booking/pay-appointment.js";
import { placeHold } from "../../src/booking/place-hold.js";
import { releaseHold } from "../../src/booking/release-hold.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import { PaymentModel } from "../../src/payments/payment-model.js";
import { Conflict } from "../../src/platform/errors.js";
import { actorOf, current, GOOD_CARD, wanted } from "../support/booking.js";
import { failure } from "../support/failure.js";
import { interleave } from "../support/interleave.js";
import { justBefore } from "../support/just-before.js";
import { NoRuns } from "../support/no-runs.js";
import { makeClient, makeCounsellor, type TestPerson } from "../support/people.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

const TUESDAY = "2026-11-24T09:00:00.000Z";
const WEDNESDAY = "2026-11-25T09:00:00.000Z";
const THURSDAY = "2026-11-26T09:00:00.000Z";
const CONFIRM_CARD = { ...GOOD_CARD, number: "4000000000003220" };

describe("Two windows, or two people, choosing a time at once", () => {
  let site: TestSite;
  let counsellor: TestPerson;
  let client: TestPerson;

  before(async () => (site = await startTestSite({ replace: { sharedRuns: new NoRuns() } })));
  after(() => site.stop());
  beforeEach(async () => {
    counsellor = await makeCounsellor();
    client = await makeClient();
  });

  const hold = (startsAt: string, who = client) => placeHold(site.services, actorOf(who), wanted(counsellor, startsAt));
  const held = (who = client) => AppointmentModel.find({ clientId: who.id, status: "held" }).lean();
  const pay = (holdId: unknown, card = GOOD_CARD) =>
    payAppointment(site.services, actorOf(client), String(holdId), card);

  /** Runs `second` before each operation of `first` in turn, and `check` after every run; `prepare` before it. */
  async function atEachOperation(
    prepare: () => Promise<unknown>,
    first: () => Promise<unknown>,
    second: () => Promise<unknown>,
    check: () => Promise<unknown>,
  ): Promise<void> {
    for (let operation = 0; ; operation += 1) {
      await Promise.all([AppointmentModel.deleteMany({}), PaymentModel.deleteMany({})]);
      await prepare();
      const isInterrupted = await interleave(operation, first, second);
      await check();
      if (isInterrupted) continue;
      expect(operation, "operations").to.be.greaterThan(5);
      return;
    }
  }

  it("leave a client their earlier hold when someone else takes the new time at any step", async () => {
    const rival = await makeClient();
    let earlier = "";
    let isLost = false;
    await atEachOperation(
      async () => (earlier = String((await hold(TUESDAY)).holdId)),
      async () => (isLost = await hold(WEDNESDAY).then(() => false, refused)),
      () => hold(WEDNESDAY, rival).catch(refused),
      async () => {
        const own = await held();
        expect(own, "one hold").to.have.length(1);
        expect(String(own[0]?.holdId) === earlier, "the earlier one").to.equal(isLost);
        expect(await AppointmentModel.countDocuments({ startsAt: new Date(WEDNESDAY) })).to.equal(1);
      },
    );
  });

  for (const earlier of [null, THURSDAY]) {
    it(`get the same hold by a second click at any step${earlier ? ", where another was held before" : ""}`, async () => {
      let ids: string[] = [];
      const click = async () => ids.push(String((await hold(TUESDAY)).holdId));
      await atEachOperation(
        async () => {
          ids = [];
          if (earlier) await hold(earlier);
        },
        click,
        click,
        async () => {
          const own = await held();
          expect(own.map(({ startsAt }) => startsAt.toISOString())).to.deep.equal([TUESDAY]);
          expect(new Set(ids)).to.deep.equal(new Set([String(own[0]?.holdId)]));
        },
      );
    });
  }

  it("leave one hold, the one chosen last, when both choose at any step", async () => {
    await atEachOperation(
      () => Promise.resolve(),
      () => hold(TUESDAY),
      () => hold(WEDNESDAY),
      async () => expect(await held()).to.have.length(1),
    );
  });

  it("keep what one pays for just before the other chooses another time", async () => {
    const paid = await hold(TUESDAY);
    justBefore("findOneAndUpdate", () => pay(paid.holdId));
    const other = await hold(WEDNESDAY);
    expect([(await current(paid._id)).status, other.status]).to.deep.equal(["booked", "held"]);
    expect(other._id).not.to.deep.equal(paid._id);
  });

  it("neither pay for nor release a time that the other window has chosen since", async () => {
    const shown = await hold(TUESDAY);
    const chosen = await hold(WEDNESDAY);
    expect(chosen.holdId.equals(shown.holdId)).to.equal(false);
    expect((await failure(pay(shown.holdId))).name).to.equal("NotFound");
    expect((await failure(releaseHold(site.services, actorOf(client), String(shown.holdId)))).name).to.equal(
      "NotFound",
    );
    expect((await held()).map(({ startsAt }) => startsAt.toISOString())).to.deep.equal([WEDNESDAY]);
    await pay(chosen.holdId);
    expect((await failure(pay(shown.holdId))).name, "once the other is booked").to.equal("NotFound");
  });

  it("refund a payment for the earlier time that is confirmed once another is held, and charge separately for that one", async () => {
    const shown = await hold(TUESDAY);
    await pay(shown.holdId, CONFIRM_CARD);
    const chosen = await hold(WEDNESDAY);
    await ChargeModel.updateMany({ status: "confirming" }, { $set: { status: "approved" } });
    await handlePaymentEvent(site.services, { id: "told", key: `${String(shown._id)}:1`, type: "charge.approved" });
    const [first] = await PaymentModel.find({ clientId: client.id }).lean();
    expect(first).to.include({ status: "refunded", lost: true });
    expect((await held()).map(({ startsAt }) => startsAt.toISOString())).to.deep.equal([WEDNESDAY]);
    await pay(chosen.holdId);
    const booked = await AppointmentModel.findOne({ clientId: client.id, status: "booked" }).orFail().lean();
    expect(booked.startsAt.toISOString()).to.equal(WEDNESDAY);
    expect(booked.chargeId).not.to.equal(first?.chargeId);
  });

  it("do not claim the earlier time again for a late payment once the other hold has expired", async () => {
    const shown = await hold(TUESDAY);
    await pay(shown.holdId, CONFIRM_CARD);
    await hold(WEDNESDAY);
    await AppointmentModel.deleteMany({ clientId: client.id });
    await ChargeModel.updateMany({ status: "confirming" }, { $set: { status: "approved" } });
    await handlePaymentEvent(site.services, { id: "told", key: `${String(shown._id)}:1`, type: "charge.approved" });
    expect(await AppointmentModel.countDocuments({ clientId: client.id })).to.equal(0);
    expect((await PaymentModel.findOne({ clientId: client.id }).lean())?.status).to.equal("refunded");
  });
});

function refused(error: unknown): true {
  if (error instanceof Conflict) return true;
  throw error;
}
