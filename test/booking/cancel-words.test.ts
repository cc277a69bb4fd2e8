import { expect } from "chai";
import { describeCancelling, type Cancelling } from "../../src/booking/cancel-words.js";

const PRICE = { price: "60.00 €", priceCents: 6000 };
const FREE = { price: "Free", priceCents: 0 };
const PAID = { paidDirectlyAt: new Date("2026-11-20T09:00:00Z") };

const words = (by: "client" | "counsellor", refundCents: number, session: Partial<Cancelling>) =>
  describeCancelling(
    { refundCents },
    { ...PRICE, payBy: "site", windowHours: 24, counsellorName: "Ana Moreno", ...session },
    by,
  );

describe("What cancelling means, before it is confirmed", () => {
  it("is said to a client who cancels in time", () => {
    const button = "Cancel the session";
    const free = "You can cancel free of charge until 24 hours before the start, so";
    const returned = `${free} Ana Moreno will return your 60.00 € to you directly, not through this site.`;
    expect(words("client", 6000, {})).to.deep.equal({
      sentence: `${free} you get 60.00 € back.`,
      isWarning: false,
      button: "Cancel and get 60.00 € back",
    });
    expect(words("client", 6000, { payBy: "direct" })).to.deep.equal({
      sentence: `${free} you owe Ana Moreno nothing.`,
      isWarning: false,
      button,
    });
    expect(words("client", 6000, { payBy: "direct", ...PAID })).to.deep.equal({
      sentence: returned,
      isWarning: false,
      button,
    });
    expect(words("client", 0, { ...FREE, payBy: "free" })).to.deep.equal({
      sentence: "Nothing was paid for this session.",
      isWarning: false,
      button,
    });
  });

  it("is a warning to a client who cancels late", () => {
    const late = "It starts in less than 24 hours. You can cancel, but";
    const lost = {
      sentence: `${late} your 60.00 € will not be refunded.`,
      isWarning: true,
      button: "Cancel without a refund",
    };
    expect(words("client", 0, {})).to.deep.equal(lost);
    expect(words("client", 0, { payBy: "direct", ...PAID })).to.deep.equal(lost);
    expect(words("client", 0, { payBy: "direct" })).to.deep.equal({
      sentence: `${late} you still owe Ana Moreno 60.00 €.`,
      isWarning: true,
      button: "Cancel and still pay",
    });
  });

  it("tells a counsellor what their client gets back, and from whom", () => {
    const sentence = (session: Partial<Cancelling>): string => {
      const said = words("counsellor", 6000, session);
      expect(said).to.include({ isWarning: false, button: "Cancel the session" });
      return said.sentence;
    };
    const told = "We will tell your client that you cancelled";
    expect(sentence({})).to.equal("Your client gets 60.00 € back. We will tell them that you cancelled.");
    expect(sentence({ ...FREE, payBy: "free" })).to.equal(`${told}.`);
    expect(sentence({ payBy: "direct" })).to.equal(`${told}. They owe you nothing.`);
    expect(sentence({ payBy: "direct", ...PAID })).to.equal(
      `${told} and will return their 60.00 €. Please do that directly, because this site cannot.`,
    );
  });
});
