import { expect } from "chai";
import { searchAddress } from "../../src/search/search-rules.js";
import { readSearch } from "../../src/search/search-forms.js";

describe("Prices typed into the search", () => {
  it("are read in many spellings", () => {
    for (const text of ["62.50", "62,5", "€ 62.5", "62.50 €", "６２．５０", "٦٢٫٥"]) {
      expect(readSearch({ upTo: text }, "EUR"), text).to.deep.include({ errors: {} });
      expect(readSearch({ upTo: text }, "EUR").search.upTo, text).to.equal(6250);
    }
    expect(readSearch({ from: "0" }, "EUR").search.from).to.equal(0);
    expect(readSearch({ from: " " }, "EUR").search.from).to.equal(undefined);
  });

  it("are left out, with a sentence, where they cannot be read", () => {
    const { search, errors } = readSearch({ from: "cheap", upTo: "60" }, "EUR");
    expect(search).to.include({ upTo: 6000 }).and.not.to.have.property("from");
    expect(errors.from).to.contain("Please enter a price");
  });

  it("may be one and the same from and up to, but not the wrong way round", () => {
    const { search } = readSearch({ from: "60", upTo: "60" }, "EUR");
    expect(search).to.include({ from: 6000, upTo: 6000 });
    const { search: swapped, errors } = readSearch({ from: "61", upTo: "60" }, "EUR");
    expect(swapped).to.include({ from: 6100 }).and.not.to.have.property("upTo");
    expect(errors.upTo).to.contain("lower than the lowest price");
  });

  it("is written as an address without what it does not ask for", () => {
    const asked = { specialization: [], sort: "soonest", page: 2, language: undefined, within: 7, upTo: 6050 } as const;
    expect(searchAddress({ ...asked, specialization: ["grief"] }, "EUR")).to.match(
      /\?specialization=grief&within=7&upTo=60\.5&page=2$/,
    );
  });
});
