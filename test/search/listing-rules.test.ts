import { expect } from "chai";
import { plainLetters } from "../../src/profiles/plain-letters-rules.js";
import { freeTimesOf, profileWords, sortableName, wordsOf } from "../../src/search/listing-rules.js";

describe("Words of a search", () => {
  it("are compared without case and accents, and special letters as plain ones", () => {
    expect(wordsOf("Ana María ANA")).to.deep.equal(["ana", "maria"]);
    expect(plainLetters("Łukasz Grøß, Ægir")).to.equal("lukasz gross, aegir");
    expect(wordsOf("김민준 и Олена")).to.deep.equal(wordsOf("김민준 И олена"));
  });

  it("find an umlaut however it is typed", () => {
    const listed = { credentials: "", approach: "", languages: [], specializations: [], offers: [], media: [] };
    for (const name of ["Jörg Müller", "Jo\u0308rg Mu\u0308ller"]) {
      const words = profileWords({ name, ...listed, acceptsNew: true, cancelWindowHours: 24, mostUpcoming: 4 });
      for (const typed of ["Müller", "Mu\u0308ller", "MULLER", "mueller", "Joerg", "jorg"]) {
        expect(words, `${name} by ${typed}`).to.include.members(wordsOf(typed));
      }
    }
  });

  it("say for each session type when it is free first, also when it never is", () => {
    const offer = (type: "individual" | "couple", minutes: number) =>
      ({ type, minutes, priceCents: 0, payBy: "free" }) as const;
    const at = new Date("2026-11-24T09:00:00Z");
    const free = freeTimesOf([offer("individual", 50), offer("couple", 90)], (minutes) => (minutes > 60 ? null : at));
    expect([free.individual, free.any]).to.deep.equal([at, at]);
    expect(free.couple!.getTime()).to.be.greaterThan(Date.parse("2500-01-01"));
  });

  it("are sorted by name without titles", () => {
    expect(sortableName("Dr. Prof. Ómar Drew")).to.equal("omar drew");
    expect(sortableName("Drew Ómar")).to.equal("drew omar");
  });
});
