import { expect } from "chai";
import { toCsv } from "../../src/web/csv-rules.js";

describe("A CSV file", () => {
  const cells = (...row: string[]): string => toCsv([row]).replace("\uFEFF", "").replace("\r\n", "");

  it("begins with a byte order mark, and ends each row with a line break", () => {
    expect(
      toCsv([
        ["Week", "Sessions"],
        ["2 Nov", "4"],
      ]),
    ).to.equal("\uFEFFWeek,Sessions\r\n2 Nov,4\r\n");
  });

  it("quotes commas, quotes and line breaks", () => {
    expect(cells("a,b", 'say "hi"', "two\nlines", "plain")).to.equal('"a,b","say ""hi""","two\nlines",plain');
  });

  it("runs nothing in a spreadsheet", () => {
    const formulas = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", " =1", "＝1", '=HYPERLINK("x","y")'];
    for (const formula of formulas) expect(cells(formula)).to.match(/^"?'/);
  });

  it("leaves numbers and other text alone", () => {
    expect(cells("12", "-3.50", "0", "a=b", "", "–")).to.equal("12,-3.50,0,a=b,,–");
  });
});
