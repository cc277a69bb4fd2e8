import { expect } from "chai";
import { CURRENCIES, currencyName, readMoney, symbolOf, writeMoney } from "../../src/web/money-rules.js";

const euros = (text: string): number | null => readMoney(text, "EUR");

describe("Money", () => {
  it("is read with a point or a comma, and the currency on either side", () => {
    for (const text of ["62.5", "62,50", "62.50 €", "€62.50", "€ 62,5", "62.50 EUR", "６２．５", "٦٢٫٥"]) {
      expect(euros(text), text).to.equal(6250);
    }
    expect(["60", "0", "60€"].map(euros)).to.deep.equal([6000, 0, 6000]);
    expect(["", "60.505", "1,000", "-60", "sixty", "60.", "12345678", "$60"].map(euros)).to.deep.equal(
      Array(8).fill(null),
    );
    expect(["$60", "US$ 60", "60 usd"].map((text) => readMoney(text, "USD"))).to.deep.equal([6000, 6000, 6000]);
  });

  it("has the decimals of its currency, and no others", () => {
    expect(writeMoney(6250, "EUR")).to.equal("62.50 €");
    expect(writeMoney(6250, "CHF")).to.equal("62.50 CHF");
    expect(writeMoney(600_000, "JPY")).to.equal("6000 JP¥");
    expect(readMoney("6000", "JPY")).to.equal(600_000);
    expect(readMoney("6000.50", "JPY")).to.equal(null);
  });

  it("is in currencies that this machine can name, with the decimals that it knows", () => {
    for (const currency of CURRENCIES) {
      expect(Intl.supportedValuesOf("currency"), currency).to.include(currency);
      expect(currencyName(currency)).to.match(/^\p{Lu}[\p{L}\s-]+ \([A-Z]{3}\)$/u);
      expect(symbolOf(currency), currency).to.match(/^\S{1,4}$/);
    }
    const whole = CURRENCIES.filter((currency) => !writeMoney(100, currency).includes("."));
    expect(whole).to.deep.equal(["CLP", "ISK", "JPY", "KRW"]);
  });
});
