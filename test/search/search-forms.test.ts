import { expect } from "chai";
import { readSearch } from "../../src/search/search-forms.js";

describe("Prices typed into the search", () => {
  it("are read in many spellings", () => {
    for (const text of ["62.50", "62,5", "€ 62.5", "62.50 €", "６２．５０", "٦٢٫٥"]) {
      expect(readSearch({ upTo: text }, "EUR"), text).to.deep.include({ errors: {} });
      expect(readSearch({ upTo: text }, "EUR").search.upTo, text).to.equal(62.5);
    }
    expect(readSearch({ from: "0" }, "EUR").search.from).to.equal(0);
    expect(readSearch({ from: " " }, "EUR").search.from).to.equal(undefined);
  });

  it("are left out, with a sentence, where they cannot be read", () => {
    const { search, errors } = readSearch({ from: "cheap", upTo: "60" }, "EUR");
    expect(search).to.include({ upTo: 60 }).and.not.to.have.property("from");
    expect(errors.from).to.contain("Please enter a price");
  });

  it("may be one and the same from and up to, but not the wrong way round", () => {
    const { search } = readSearch({ from: "60", upTo: "60" }, "EUR");
    expect(search).to.include({ from: 60, upTo: 60 });
    const { search: swapped, errors } = readSearch({ from: "61", upTo: "60" }, "EUR");
    expect(swapped).to.include({ from: 61 }).and.not.to.have.property("upTo");
    expect(errors.upTo).to.contain("lower than the lowest price");
  });
});
