import { expect } from "chai";
import { AccountModel } from "../../src/accounts/account-model.js";
import { CRISIS_HELP, type CrisisLine } from "../../src/site/crisis-lines-rules.js";
import { crisisCountry, describeCrisisHelp } from "../../src/site/crisis-rules.js";
import { isCountry } from "../../src/site/country-rules.js";
import { SiteSettingsModel } from "../../src/site/site-model.js";
import { DEFAULT_SETTINGS } from "../../src/site/site-rules.js";
import { countryOfZone, zoneChoices } from "../../src/web/zone-rules.js";
import { makeClient, signedIn } from "../support/people.js";
import type { Page } from "../support/reader.js";
import { startTestSite, type TestSite } from "../support/test-site.js";

describe("The numbers for a crisis", () => {
  const countries = Object.entries(CRISIS_HELP);

  it("cover at least 40 countries with lines, and many more with their emergency number", () => {
    expect(countries.filter(([, { lines }]) => lines.length > 0).length).to.be.at.least(40);
    expect(countries.length).to.be.at.least(180);
    expect(countries.map(([code]) => code).filter((code) => !isCountry(code))).to.deep.equal([]);
  });

  it("are complete and can be dialled in every country", () => {
    for (const [code, { emergency, lines, checked }] of countries) {
      expect(emergency, code).to.have.length.within(1, 2);
      for (const { number, what } of emergency) {
        expect(number, code).to.match(/^\d{2,5}$/);
        expect(what).to.be.oneOf(["Emergencies", "Ambulance", "Police"]);
      }
      for (const line of lines) checkLine(line, code);
      expect(new Date(checked).toISOString()).to.match(new RegExp(`^${checked}T`));
      expect(checked >= "2026-01-01", code).to.equal(true);
    }
  });
});

function checkLine({ name, number, text, hours, source }: CrisisLine, code: string): void {
  expect(name, code).to.match(/\S{2}/);
  expect(number ?? text, name).to.not.equal(undefined);
  if (number) expect(number, name).to.match(/^\*?\d[\d ]{1,14}\d$/);
  if (text) expect(text.to, name).to.match(/^\d[\d ]{1,12}\d$/);
  expect(hours, name).to.match(/24 hours a day$|\d{1,2}:\d{2} to \d{1,2}:\d{2}|^Evenings and nights$/);
  expect(new URL(source).protocol, name).to.match(/^https?:$/);
}

describe("The lines on every page", () => {
  it("are the first three of a country, and none where the country is not known", () => {
    const { lines, firstLines } = describeCrisisHelp("GB");
    expect(lines.length).to.be.greaterThan(3);
    expect(firstLines).to.deep.equal(lines.slice(0, 3));
    expect(describeCrisisHelp(null)).to.deep.include({ country: null, lines: [], firstLines: [], emergency: [] });
  });
});

describe("The country whose numbers a reader sees", () => {
  const clues = { chosen: "FR", account: "PL", zone: "Europe/Lisbon", site: "DE" };

  it("is the one chosen, else the account's, else that of the zone, else the site's, else none", () => {
    expect(crisisCountry(clues)).to.equal("FR");
    expect(crisisCountry({ ...clues, chosen: null })).to.equal("PL");
    expect(crisisCountry({ ...clues, chosen: "", account: null })).to.equal("PT");
    expect(crisisCountry({ chosen: "XX", account: null, zone: "Etc/UTC", site: "DE" })).to.equal("DE");
    expect(crisisCountry({ chosen: null, account: null, zone: null, site: "" })).to.equal(null);
  });

  it("is known for every zone but UTC, by older names too", () => {
    const unknown = zoneChoices().filter(({ key }) => countryOfZone(key) === null);
    expect(unknown.map(({ key }) => key)).to.deep.equal(["Etc/UTC"]);
    expect(countryOfZone("Asia/Calcutta")).to.equal("IN");
    expect(countryOfZone("Europe/Kiev")).to.equal("UA");
  });
});

describe("Where to turn in a crisis", () => {
  let site: TestSite;
  before(async () => (site = await startTestSite()));
  after(() => site.stop());

  it("shows no number at all, and a way to choose, while nobody knows where a reader is", async () => {
    const page = await site.newReader().get("/");
    expect(numbersOn(page)).to.deep.equal([]);
    expect(page.text).to.contain("call the emergency number where you are").and.to.contain("findahelpline.com");
    expect((await site.newReader().follow(page, "Choose your country")).status).to.equal(200);
    expect(page.document.querySelector("[data-awaits-country]")).to.not.equal(null);
  });

  for (const [zone, code] of [
    ["Europe/Berlin", "DE"],
    ["America/Chicago", "US"],
    ["Asia/Kolkata", "IN"],
    ["America/Guayaquil", "EC"],
    ["Africa/Lagos", "NG"],
  ] as const) {
    it(`shows a visitor in ${zone} the numbers of ${code} and no others`, async () => {
      const reader = site.newReader();
      reader.setCookie("zone", encodeURIComponent(zone));
      const onEveryPage = numbersOn(await reader.get("/sign-in"));
      expect(onEveryPage.length).to.be.greaterThan(0);
      expect(onEveryPage.filter((number) => !numbersOf(code).includes(number))).to.deep.equal([]);
      expect(new Set(numbersOn(await reader.get("/crisis-help")))).to.deep.equal(new Set(numbersOf(code)));
    });
  }

  it("goes by the account's country before its zone, and by the site's where nothing else is known", async () => {
    const client = await makeClient({ zone: "Europe/Berlin" });
    const reader = await signedIn(site, client);
    expect(numbersOn(await reader.get("/appointments"))).to.include("tel:08001110111");
    await AccountModel.updateOne({ _id: client.id }, { $set: { country: "AT" } });
    const page = await reader.get("/appointments");
    expect(numbersOn(page)).to.include("tel:142").and.not.to.include("tel:08001110111");

    await SiteSettingsModel.create({ _id: "site", ...DEFAULT_SETTINGS, country: "NZ", version: 1 });
    await site.services.site.refresh();
    expect(numbersOn(await site.newReader().get("/"))).to.include("tel:1737");
  });

  it("lets a reader choose another country for every page, and go back to their own", async () => {
    const reader = site.newReader();
    reader.setCookie("zone", "Europe%2FBerlin");
    const chosen = await reader.submit(await reader.get("/crisis-help"), "form[action='/crisis-help']", {
      country: "GB",
    });
    expect(new Set(numbersOn(chosen))).to.deep.equal(new Set(numbersOf("GB")));
    expect(chosen.text).to.contain("Text SHOUT to 85258").and.to.contain("Source: samaritans.org");
    const next = await reader.get("/");
    expect(numbersOn(next)).to.include("tel:116123").and.not.to.include("tel:08001110111");
    expect(next.headers.get("vary")).to.contain("Cookie");
    await reader.follow(await reader.get("/crisis-help"), "Show the numbers for Germany");
    expect(numbersOn(await reader.get("/"))).to.include("tel:08001110111");
    reader.setCookie("zone", "Europe%2FLisbon");
    expect(numbersOn(await reader.get("/")), "after a journey").to.include("tel:808242424");
  });

  it("says where it has no number, and asks again for what is no country", async () => {
    const reader = site.newReader();
    const somalia = await reader.get("/crisis-help?country=SO");
    expect(somalia.text).to.contain("We don't have a number for Somalia");
    expect(numbersOn(somalia)).to.deep.equal([]);
    for (const wrong of ["XX", "country=DE&country=FR", "%3Cb%3E"]) {
      const page = await site.newReader().get(`/crisis-help?country=${wrong.replace("country=", "")}`);
      expect(page.status, wrong).to.equal(422);
      expect(page.document.querySelector("#field-country-error")?.text).to.contain("choose a country");
    }
  });
});

/** What the page's links would dial or text. */
function numbersOn(page: Page): string[] {
  return page.document
    .querySelectorAll("a[href^='tel:'], a[href^='sms:']")
    .map((link) => link.getAttribute("href") ?? "");
}

function numbersOf(code: string): string[] {
  const { emergency, lines } = describeCrisisHelp(code);
  return [...emergency.map(({ href }) => href), ...lines.flatMap(({ ways }) => ways.map(({ href }) => href))];
}
