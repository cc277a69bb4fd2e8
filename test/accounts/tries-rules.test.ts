import { expect } from "chai";
import { pauseAfter, waitWords } from "../../src/accounts/tries-rules.js";

describe("The wait between attempts to sign in to one account", () => {
  it("starts after nine attempts, doubles each time and never exceeds 15 minutes", () => {
    expect([1, 9, 10, 11, 12, 18, 19, 20, 1000].map(pauseAfter)).to.deep.equal([0, 0, 2, 4, 8, 512, 900, 900, 900]);
  });

  it("is never understated in words", () => {
    const said = [0, 1, 1000, 1001, 59_000, 59_001, 60_000, 61_000, 3_540_001, 3_600_000].map(waitWords);
    expect(said).to.deep.equal([
      "a second",
      "a second",
      "a second",
      "2 seconds",
      "59 seconds",
      "a minute",
      "a minute",
      "2 minutes",
      "an hour",
      "an hour",
    ]);
  });
});
