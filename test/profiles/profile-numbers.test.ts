import { expect } from "chai";
import { profileForm } from "../../src/profiles/profile-forms.js";

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
