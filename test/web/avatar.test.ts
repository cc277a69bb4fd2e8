import { expect } from "chai";
import { initialsOf } from "../../src/web/avatar.js";

describe("The initials of a person without a photo", () => {
  it("are whole letters, whatever a name is written with", () => {
    const names: [string, string][] = [
      ["Dr. Ana Moreno", "AM"],
      ["ana", "A"],
      ["’t Hooft", "TH"],
      ["(Kim) Lee", "KL"],
      ["Q\u0303uim Na", "Q\u0303N"],
      ["ßandra Weber", "ßW"],
      ["İpek Çelik", "İÇ"],
      ["王小明", "王"],
      ["👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"],
      ["", ""],
    ];
    for (const [name, initials] of names) expect(initialsOf(name).initials, name).to.equal(initials);
  });
});
