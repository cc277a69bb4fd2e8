import { expect } from "chai";
import { withSlash } from "../../../src/browser/page/expiry-slash.js";

describe("The slash in a card's expiry", () => {
  it("appears once the year begins", () => {
    const shown = ["0", "04", "042", "0429", "042029", "1", "12", "129", "4", "42", "429"].map(withSlash);
    expect(shown).to.deep.equal(["0", "04", "04/2", "04/29", "04/2029", "1", "12", "12/9", "4", "4/2", "4/29"]);
  });

  it("is not added where there already is a separator, or no date", () => {
    for (const text of ["04/29", "04-29", "04 29", "04/", "", "x", "0429123", "1329", "1929"])
      expect(withSlash(text)).to.equal(text);
  });

  it("works with the digits of any script", () => {
    expect(withSlash("０４２９")).to.equal("04/29");
  });
});
