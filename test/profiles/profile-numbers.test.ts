import { expect } from "chai";
import { differencesFrom } from "../../src/profiles/profile-difference-rules.js";
import { profileForm } from "../../src/profiles/profile-forms.js";
import { slugOf, slugsFor, type ProfileDetails } from "../../src/profiles/profile-rules.js";

const PROFILE = { name: "Ana Moreno", credentials: "", approach: "", gender: "", version: "1" };

describe("Minutes and prices typed into a profile", () => {
  const offers = (minutes: string, price: string) =>
    profileForm("EUR").safeParse({ ...PROFILE, "individual.minutes": minutes, "individual.price": price });

  it("are read in many spellings", () => {
    for (const [minutes, price] of [
      ["50", "62.50"],
      [" 50 ", "€62,5"],
      ["５０", "６２．５０ €"],
      ["٥٠", "٦٢٫٥"],
    ] as const) {
      const [offer] = offers(minutes, price).data?.offers ?? [];
      const read = { type: "individual", minutes: 50, priceCents: 6250, payBy: "site" };
      expect(offer, `${minutes} ${price}`).to.deep.equal(read);
    }
  });

  it("are refused beside their field where they cannot be read", () => {
    const { error } = offers("an hour", "60.505");
    expect(error?.issues.map(({ path }) => path.join())).to.deep.equal(["individual.minutes", "individual.price"]);
  });
});

describe("A profile, by its rules", () => {
  it("has an address of at most sixty letters, and one that is free", () => {
    expect(slugOf("Dr. Ana María Moreno")).to.equal("dr-ana-maria-moreno");
    expect(slugOf("Ana ".repeat(40))).to.match(/^(ana-){14}ana$/);
    expect(slugsFor("Ana", "0123456789abcdef01234567").slice(-2)).to.deep.equal([
      "ana-234567",
      "ana-0123456789abcdef01234567",
    ]);
  });

  it("differs in each of its parts", () => {
    const saved = {
      ...{ name: "Ana", credentials: "MSc", approach: "One way", gender: "woman", answersWithin: "day" },
      ...{ specializations: [], media: [], languages: [], offers: [] },
      ...{ cancelWindowHours: 24, mostUpcoming: 4, acceptsNew: true },
    } as unknown as ProfileDetails;
    const edited = {
      ...{ name: "Eve", credentials: "BSc", approach: "Another", gender: "man" },
      ...{ specializations: ["grief"], media: ["video"], languages: ["German"] },
      offers: [{ type: "individual", minutes: 50, priceCents: 6000 }],
      ...{ cancelWindowHours: 48, mostUpcoming: 5, acceptsNew: false },
    } as unknown as ProfileDetails;
    expect(differencesFrom(saved, edited, String).map(({ label }) => label)).to.deep.equal([
      ...[
        "Name",
        "Credentials",
        "How you work",
        "Gender",
        "You help with",
        "You meet by",
        "Languages",
        "Session types",
      ],
      ...["You answer messages", "Free to cancel", "Upcoming sessions with one client", "New clients"],
    ]);
  });

  it("does not differ where only the order does", () => {
    const profile = (languages: string[], specializations: string[]): ProfileDetails =>
      ({
        name: "Ana",
        languages,
        specializations,
        media: [],
        offers: [],
        cancelWindowHours: 24,
      }) as unknown as ProfileDetails;
    const saved = profile(["English", "German"], ["anxiety", "grief"]);
    expect(differencesFrom(saved, profile(["German", "English"], ["grief", "anxiety"]), String)).to.deep.equal([]);
    const other = differencesFrom(saved, profile(["German"], ["anxiety", "grief"]), String);
    expect(other).to.deep.equal([{ label: "Languages", saved: "English, German" }]);
  });
});
