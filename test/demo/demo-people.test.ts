import { expect } from "chai";
import { LANGUAGES } from "../../src/catalogue/catalogue-rules.js";
import { DEMO_ADMIN, DEMO_CLIENTS, DEMO_COUNSELLORS, DEMO_OTHERS } from "../../src/demo/demo-people.js";
import { drawLandscape } from "../../src/demo/landscape-rules.js";

describe("The demo's people", () => {
  it("sign in by their first names, at an address that nobody can have, and live in a zone that exists", () => {
    const all = [DEMO_ADMIN, ...DEMO_CLIENTS, ...DEMO_OTHERS, ...DEMO_COUNSELLORS];
    for (const { email, name, zone } of all) {
      const first = name.split(" ")[0]!.normalize("NFD").replaceAll(/\W/g, "").toLowerCase();
      expect(email).to.equal(`${email.startsWith("admin@") ? "admin" : first}@healspace.example`);
      expect(new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone).to.be.a("string");
    }
    expect(new Set(all.map(({ email }) => email)).size).to.equal(all.length);
  });

  it("offer what the site knows, at times that have a beginning before their end", () => {
    for (const { name, languages, specializations, offers, media, hours } of DEMO_COUNSELLORS) {
      for (const some of [languages, specializations, offers, media, hours.days, hours.ranges])
        expect(some, name).not.to.be.empty;
      expect(LANGUAGES, name).to.include.members(languages);
      for (const day of hours.days) expect(day, name).to.be.within(1, 7);
      for (const { from, to } of hours.ranges) expect(from < to && /^\d\d:\d\d$/.test(from), name).to.equal(true);
      for (const { minutes, priceCents } of offers) {
        expect(minutes % 5, name).to.equal(0);
        expect(priceCents % 100, name).to.equal(0);
        expect(priceCents / minutes, name).to.be.within(20, 300);
      }
    }
  });

  it("each have a picture of their own, always the same, drawn from numbers and colours", () => {
    const pictures = DEMO_COUNSELLORS.map((_, number) => drawLandscape(number));
    expect(new Set(pictures).size).to.equal(DEMO_COUNSELLORS.length);
    for (const [number, picture] of pictures.entries()) {
      expect(drawLandscape(number)).to.equal(picture);
      expect(picture).not.to.match(/NaN|undefined/);
      for (const [, colour] of picture.matchAll(/(?:fill|stroke|stop-color)="([^"]*)"/g))
        expect(colour).to.match(/^(#[0-9a-f]{3}|#[0-9a-f]{6}|none|url\(#sky\))$/);
      for (const [, place] of picture.matchAll(/ c[xy]="([^"]*)"/g)) expect(Number(place)).to.be.within(0, 100);
    }
  });
});
