import { expect } from "chai";
import { COUNTRIES, isCountry } from "../../src/site/country-rules.js";

describe("Countries to choose from", () => {
  it("are about two hundred, each with a name, in its order", () => {
    const labels = COUNTRIES.map(({ label }) => label);
    expect(labels).to.have.length.greaterThan(195);
    expect(labels).to.deep.equal([...labels].sort((a, b) => a.localeCompare(b, "en")));
    for (const { key, label } of COUNTRIES) expect(label, key).to.match(/^[\p{L}Å][\p{L}\p{M}\s().,’'&-]+$/u);
  });

  it("know their codes and no others", () => {
    expect(isCountry("DE")).to.equal(true);
    for (const code of ["", "de", "ZZ", "EU", "constructor"]) expect(isCountry(code), code).to.equal(false);
  });
});
