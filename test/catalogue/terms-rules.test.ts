import { expect } from "chai";
import { atAgreedPrices, termsFor, windowSentence } from "../../src/catalogue/terms-rules.js";

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
    expect([0, 1, 24].map((windowHours) => windowSentence({ payBy: "site", windowHours }))).to.deep.equal([
      "You can move or cancel it free of charge until the start.",
      "You can move or cancel it free of charge until 1 hour before the start.",
      "You can move or cancel it free of charge until 24 hours before the start.",
    ]);
    expect(windowSentence({ payBy: "free", windowHours: 0 })).to.equal("You can move it until the start.");
  });
});
