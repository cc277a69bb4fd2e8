import { expect } from "chai";
import { atAgreedPrices, hoursUntil, termsFor, windowSentence, type PayBy } from "../../src/catalogue/terms-rules.js";

describe("The terms of an offer", () => {
  it("are free where it costs nothing, and else to be paid as the counsellor says, on the site unless they say so", () => {
    const own = { cancelWindowHours: 12 };
    expect(termsFor(own, { priceCents: 0, payBy: "direct" })).to.deep.equal({
      priceCents: 0,
      payBy: "free",
      windowHours: 12,
    });
    expect(termsFor(own, { priceCents: 100, payBy: "direct" }).payBy).to.equal("direct");
    expect(termsFor(own, { priceCents: 100 }).payBy).to.equal("site");
  });

  it("hold an agreed price only where it is lower, for its own session type", () => {
    const offers = ["individual", "couples", "teen"].map((type) => ({ type, priceCents: 6000 }));
    const agreed = [
      { type: "individual", priceCents: 4000 },
      { type: "couples", priceCents: 8000 },
    ];
    expect(atAgreedPrices(offers, agreed).map(({ priceCents }) => priceCents)).to.deep.equal([4000, 6000, 6000]);
  });

  it("say until when a session can be moved or cancelled", () => {
    const says = (payBy: PayBy, windowHours: number, hoursLeft: number) =>
      windowSentence({ payBy, windowHours }, hoursLeft);
    expect([0, 1, 24].map((hours) => says("site", hours, hours))).to.deep.equal([
      "You can move or cancel it free of charge until the start.",
      "You can move or cancel it free of charge until 1 hour before the start.",
      "You can move or cancel it free of charge until 24 hours before the start.",
    ]);
    expect(says("free", 0, 1)).to.equal("You can move it until the start.");
    expect([says("direct", 24, 23.9), says("free", 1, 0.5)]).to.deep.equal([
      "It starts in less than 24 hours. You can't move it, and cancelling is not free of charge.",
      "It starts in less than 1 hour. You can cancel it, but not move it.",
    ]);
    expect(hoursUntil(new Date("2026-11-24T10:00:00Z"), new Date("2026-11-23T09:30:00Z"))).to.equal(24.5);
  });
});
