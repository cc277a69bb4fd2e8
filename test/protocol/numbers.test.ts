import { expect } from "chai";
import { plainDigits, readClock, readWhole } from "../../src/protocol/numbers.js";

const ARABIC = "٠١٢٣٤٥٦٧٨٩";
const DEVANAGARI = "०१२३४५६७८९";
const FULL_WIDTH = "０１２３４５６７８９";
const MATHEMATICAL_BOLD = "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗";
const ADLAM = "𞥐𞥑𞥒𞥓𞥔𞥕𞥖𞥗𞥘𞥙";

describe("Numbers as people type them", () => {
  it("may use the digits of any script", () => {
    for (const digits of [ARABIC, DEVANAGARI, FULL_WIDTH, MATHEMATICAL_BOLD, ADLAM]) {
      expect(plainDigits(digits), digits).to.equal("0123456789");
    }
    expect(plainDigits("a１b")).to.equal("a1b");
    expect(plainDigits("\u200e1\u200b2\u00ad3"), "without invisible signs").to.equal("123");
  });

  it("are whole numbers, with space around them", () => {
    expect([" 50 ", "５０", "٥٠"].map(readWhole)).to.deep.equal([50, 50, 50]);
    expect(["", "5 0", "-5", "1.5", "ten", "1234567890"].map(readWhole)).to.deep.equal(Array(6).fill(null));
  });

  it("are times of day in many spellings", () => {
    for (const text of ["9:30", "09:30", "0930", "930", "9.30", "9h30", "9 30", "09:30:00", "０９：３０"]) {
      expect(readClock(text), text).to.equal("09:30");
    }
    expect(["9", "17", "24:00"].map(readClock)).to.deep.equal(["09:00", "17:00", "24:00"]);
    expect(["", "noon", "9:3"].map(readClock)).to.deep.equal(["", "noon", "9:3"]);
  });
});
