import { expect } from "chai";
import { describePaying } from "../../src/booking/describe-paying.js";

describe("How a hold is paid for", () => {
  const by = (payBy: "site" | "direct" | "free") => describePaying({ payBy, counsellorName: "Ana Moreno" });

  it("is said on checkout, with the steps to book it", () => {
    expect(by("site")).to.deep.equal({
      steps: ["Time", "Pay", "Done"],
      isOnSite: true,
      heading: "Test payment",
      sentence: "",
      ifAbsent: "If your counsellor does not come, you get a full refund.",
    });
    expect(by("direct")).to.deep.equal({
      steps: ["Time", "Book", "Done"],
      isOnSite: false,
      heading: "You pay Ana Moreno directly",
      sentence: "Nothing is paid on this site. After booking, your appointment page says how to pay.",
      ifAbsent: "If your counsellor does not come, you owe nothing.",
    });
    expect(by("free")).to.deep.equal({
      steps: ["Time", "Book", "Done"],
      isOnSite: false,
      heading: "Nothing to pay",
      sentence: "This session is free.",
      ifAbsent: "",
    });
  });
});
