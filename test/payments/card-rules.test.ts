import { expect } from "chai";
import { isInDate, passesLuhn, readExpiry } from "../../src/payments/card-rules.js";

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

  it("expires at the end of a month that people write in many ways", () => {
    const texts = ["04/29", " 04 / 29 ", "0429", "4-2029", "13/29", "04/2"];
    const april = { expiryMonth: 4, expiryYear: 2029 };
    expect(texts.map(readExpiry)).to.deep.equal([april, april, april, april, null, null]);
  });
});
