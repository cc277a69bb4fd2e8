import { expect } from "chai";
import { untilWords } from "../../src/desk/wait-rules.js";

describe("The wait for a session", () => {
  it("is said in minutes, hours or days", () => {
    const minutes = [1, 25, 60, 125, 47 * 60, 48 * 60, 80 * 60];
    const waits = [-1, 1, ...minutes.map((count) => count * 60_000)];
    expect(waits.map(untilWords)).to.deep.equal([
      "now",
      "in less than a minute",
      "in 1 minute",
      "in 25 minutes",
      "in 1 hour",
      "in 2 hours 5 minutes",
      "in 47 hours",
      "in 2 days",
      "in 3 days",
    ]);
  });
});
