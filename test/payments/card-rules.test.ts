import { expect } from "chai";
import { isInDate, passesLuhn, testOutcome, TEST_CARDS } from "../../src/payments/card-rules.js";

describe("Cards", () => {
  it("notice a mistyped digit or two that changed places", () => {
    expect(passesLuhn("4242424242424242")).to.equal(true);
    expect(passesLuhn("4242424242424241")).to.equal(false);
    expect(passesLuhn("4532015112830366")).to.equal(true);
    expect(passesLuhn("4532015112830636")).to.equal(false);
    expect(passesLuhn("")).to.equal(false);
    expect(passesLuhn("0".repeat(40))).to.equal(false);
  });

  it("are good until the end of the month they name", () => {
    const card = { expiryMonth: 11, expiryYear: 2026 };
    expect(isInDate(card, new Date("2026-11-30T23:59:59Z"))).to.equal(true);
    expect(isInDate(card, new Date("2026-12-01T00:00:00Z"))).to.equal(false);
  });

  it("do at the test gateway what the checkout page says", () => {
    for (const { number, outcome } of TEST_CARDS) {
      const card = { number, expiryMonth: 4, expiryYear: 2099, securityCode: "123" };
      expect(testOutcome(card)).to.include({ status: outcome, lastFour: number.slice(-4) });
    }
  });

  it("that are real are never accepted by the test gateway", () => {
    const card = { number: "4532015112830366", expiryMonth: 4, expiryYear: 2099, securityCode: "123" };
    expect(testOutcome(card).status).to.equal("declined");
  });
});
