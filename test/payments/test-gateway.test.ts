import { expect } from "chai";
import { TEST_CARDS, type Card, type TestOutcome } from "../../src/payments/card-rules.js";
import { ChargeModel } from "../../src/payments/charge-model.js";
import type { GatewayEvent } from "../../src/payments/charge-rules.js";
import { NoAnswer } from "../../src/payments/payment-gateway.js";
import { createTestGateway, type TestGateway } from "../../src/payments/test-gateway.js";
import { failure } from "../support/failure.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("The test gateway", () => {
  let site: TestSite;
  let gateway: TestGateway;
  let keys = 0;

  before(async () => {
    site = await startTestSite();
    gateway = createTestGateway(site.clock);
  });
  after(() => site.stop());
  beforeEach(() => ChargeModel.deleteMany({}));

  const cardFor = (outcome: TestOutcome): Card => {
    const number = TEST_CARDS.find((card) => card.outcome === outcome)?.number ?? "";
    return { number, expiryMonth: 4, expiryYear: 2099, securityCode: "123" };
  };
  const newKey = (): string => `000000000000000000000000:${(keys += 1)}`;
  const charge = (outcome: TestOutcome, key = newKey()) =>
    gateway.charge({ key, amountCents: 6000, card: cardFor(outcome) });
  const told = async (): Promise<GatewayEvent[]> => {
    const events: GatewayEvent[] = [];
    await gateway.deliverEvents((event) => Promise.resolve(void events.push(event)));
    return events;
  };

  it("approves and declines as its cards say, and knows no others", async () => {
    expect((await charge("approved")).status).to.equal("approved");
    for (const outcome of ["declined", "no funds", "expired"] as const) {
      const declined = await charge(outcome);
      expect(declined.status, outcome).to.equal("declined");
      expect(declined.explanation, outcome).to.match(/declined|not have enough|expired/);
    }
    const real = { number: "4532015112830366", expiryMonth: 4, expiryYear: 2099, securityCode: "123" };
    expect((await gateway.charge({ key: newKey(), amountCents: 100, card: real })).status).to.equal("declined");
  });

  it("charges once for a key, whatever comes with it the second time", async () => {
    const key = newKey();
    const [first, second] = await Promise.all([charge("approved", key), charge("declined", key)]);
    expect(first).to.deep.equal(second);
    expect(await ChargeModel.countDocuments({ key })).to.equal(1);
  });

  it("charges even when its answer is lost, which asking shows", async () => {
    const key = newKey();
    expect(await failure(charge("lost", key))).to.be.instanceOf(NoAnswer);
    expect((await gateway.findCharge(key))?.status).to.equal("approved");
    expect(await gateway.findCharge(newKey())).to.equal(null);
  });

  it("approves a slow card once its time is up", async () => {
    const key = newKey();
    expect((await charge("slow", key)).status).to.equal("processing");
    expect((await gateway.findCharge(key))?.status).to.equal("processing");
    site.clock.advance({ seconds: 31 });
    expect((await gateway.findCharge(key))?.status).to.equal("approved");
  });

  it("waits for its owner's answer, and keeps the first", async () => {
    const key = newKey();
    const { id, status } = await charge("confirm", key);
    expect(status).to.equal("confirming");
    await Promise.all([gateway.confirm(id, true), gateway.confirm(id, false)]);
    const settled = (await gateway.findCharge(key))?.status;
    await gateway.confirm(id, settled !== "approved");
    expect((await gateway.findCharge(key))?.status).to.equal(settled);
  });

  it("refunds all or a part, each key once, and never more than was charged", async () => {
    const { id } = await charge("approved");
    const part = { chargeId: id, key: "part", amountCents: 2500 };
    await Promise.all([gateway.refund(part), gateway.refund(part)]);
    const second = await Promise.allSettled([
      gateway.refund({ chargeId: id, key: "rest", amountCents: 3500 }),
      gateway.refund({ chargeId: id, key: "more", amountCents: 3500 }),
    ]);
    expect(second.map(({ status }) => status).sort()).to.deep.equal(["fulfilled", "rejected"]);
    expect((await ChargeModel.findById(id).orFail().lean()).refundedCents).to.equal(6000);
    const declined = await charge("declined");
    await failure(gateway.refund({ chargeId: declined.id, key: "none", amountCents: 1 }));
  });

  it("tells of every change at least once, some twice, in another order, and again what failed", async () => {
    const { id } = await charge("approved");
    await charge("slow");
    await charge("declined");
    const unsure = await charge("confirm");
    await gateway.confirm(unsure.id, false);
    await gateway.refund({ chargeId: id, key: "some", amountCents: 2000 });
    await gateway.refund({ chargeId: id, key: "rest", amountCents: 4000 });
    site.clock.advance({ seconds: 40 });
    let failures = 0;
    await gateway.deliverEvents(() => Promise.reject(new Error(`away ${(failures += 1)}`)));
    expect(failures).to.be.greaterThan(2);
    const events = await told();
    const types = new Map(events.map((event) => [event.id, event.type]));
    expect(events.length).to.be.greaterThan(types.size);
    expect([...types.values()].sort()).to.deep.equal([
      "charge.approved",
      "charge.approved",
      "charge.confirming",
      "charge.declined",
      "charge.declined",
      "charge.processing",
      "refund.pending",
      "refund.pending",
      "refund.returned",
      "refund.returned",
    ]);
    expect(await told()).to.deep.equal([]);
  });

  it("stores only a card's brand and last four digits", async () => {
    await charge("approved");
    const books = JSON.stringify(await ChargeModel.find().lean());
    expect(books).to.contain("4242").and.to.contain("Visa");
    expect(books).not.to.match(/\d{12}4242|securityCode|expiry/);
  });
});
