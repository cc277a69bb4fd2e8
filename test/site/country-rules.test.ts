import { expect } from "chai";
import { COUNTRIES, countryOfZone, isCountry } from "../../src/site/country-rules.js";
import { CURRENCIES, decimalsOf } from "../../src/site/currency-rules.js";

describe("The country of a zone", () => {
  const cases = {
    "Europe/Berlin": "DE",
    "Asia/Kolkata": "IN",
    "Asia/Calcutta": "IN",
    "Europe/Kyiv": "UA",
    "Europe/Kiev": "UA",
    "America/New_York": "US",
    "America/Argentina/Buenos_Aires": "AR",
    "Australia/Sydney": "AU",
    "Asia/Ho_Chi_Minh": "VN",
  };
  for (const [zone, country] of Object.entries(cases)) {
    it(`is ${country} for ${zone}`, () => expect(countryOfZone(zone)).to.equal(country));
  }

  it("is unknown for zones of no country and for names that are none", () => {
    for (const zone of ["UTC", "Etc/GMT+3", "Mars/Olympus", ""]) expect(countryOfZone(zone), zone).to.equal(null);
  });
});

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

describe("A currency", () => {
  it("has as many decimals as ISO 4217 says", () => {
    const known = { EUR: 2, USD: 2, GBP: 2, JPY: 0, KRW: 0, ISK: 0, CLP: 0, TND: 3 } as const;
    for (const [currency, decimals] of Object.entries(known)) {
      expect(decimalsOf(currency as keyof typeof known), currency).to.equal(decimals);
    }
  });

  it("is one that this machine can name", () => {
    for (const currency of CURRENCIES) expect(Intl.supportedValuesOf("currency")).to.include(currency);
  });
});
