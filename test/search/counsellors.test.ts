import { expect } from "chai";
import type { HTMLElement } from "node-html-parser";
import { placeHold } from "../../src/booking/place-hold.js";
import { AvailabilityModel } from "../../src/availability/availability-model.js";
import { CounsellorModel } from "../../src/profiles/counsellor-model.js";
import { markAllStale } from "../../src/search/refresh-listings.js";
import { actorOf, book, wanted } from "../support/booking.js";
import { makeClient, makeCounsellor, PASSWORD, signedIn, type TestPerson } from "../support/people.js";
import type { Page } from "../support/reader.js";
import { MONDAY, startTestSite, type TestSite } from "../support/test-site.js";

const names = (page: Page): string[] =>
  page.document.querySelectorAll("li.card h2").map((heading) => heading.text.trim());

const words = (element: HTMLElement | null): string => element?.text.replace(/\s+/g, " ").trim() ?? "";

describe("Finding a counsellor", () => {
  let site: TestSite;
  let ana: TestPerson;

  before(async () => {
    site = await startTestSite();
    ana = await makeCounsellor({ name: "Ana Moreno", slug: "ana-moreno", specializations: ["anxiety", "sleep"] });
    const offers = [{ type: "couple" as const, minutes: 80, priceCents: 14000 }];
    await makeCounsellor({ name: "Marcus Bell", slug: "marcus-bell", specializations: ["relationships"], offers });
    await makeCounsellor({ name: "Zoe Hidden", slug: "zoe-hidden", published: false });
  });
  after(() => site.stop());
  beforeEach(() => site.clock.moveTo(MONDAY));

  it("shows every published counsellor, soonest free first, with price and first free time", async () => {
    await AvailabilityModel.updateOne({ _id: ana.id }, { $set: { minimumNoticeHours: 2 } });
    await markAllStale();
    expect(names(await site.newReader().get("/counsellors"))).to.deep.equal(["Marcus Bell", "Ana Moreno"]);
    await AvailabilityModel.updateOne({ _id: ana.id }, { $set: { minimumNoticeHours: 1 } });
    await markAllStale();
    const page = await site.newReader().get("/counsellors?sort=name");
    expect(names(page)).to.deep.equal(["Ana Moreno", "Marcus Bell"]);
    expect(page.text).to.contain("2 counsellors").and.to.contain("60.00 €");
    expect(page.text).to.contain("First free: Monday 23 November, 11:30 (Berlin time)");
  });

  it("narrows by specialization and session type, from the address alone", async () => {
    const reader = site.newReader();
    expect(names(await reader.get("/counsellors?specialization=sleep"))).to.deep.equal(["Ana Moreno"]);
    expect(names(await reader.get("/counsellors?sessionType=couple"))).to.deep.equal(["Marcus Bell"]);
    const none = await reader.get("/counsellors?specialization=sleep&sessionType=couple");
    expect(none.text).to.contain("0 counsellors").and.to.contain("Without Sleep: 1 counsellor");
    expect(names(await reader.follow(none, "Without Sleep"))).to.deep.equal(["Marcus Bell"]);
  });

  it("narrows by language, price and words of the profile", async () => {
    const offers = [
      { type: "individual" as const, minutes: 45, priceCents: 2500 },
      { type: "family" as const, minutes: 90, priceCents: 20000 },
    ];
    await makeCounsellor({ name: "Priya Raman", languages: ["Hindi"], approach: "Practical (and warm) work.", offers });
    const reader = site.newReader();
    const found = async (query: string): Promise<string[]> => names(await reader.get(`/counsellors?${query}`));
    expect(await found("language=Hindi")).to.deep.equal(["Priya Raman"]);
    const isOpen = async (path: string): Promise<boolean> =>
      (await reader.get(path)).document.querySelector("details.filter[open] [name=language]") !== null;
    expect([await isOpen("/counsellors?language=Hindi"), await isOpen("/counsellors")]).to.deep.equal([true, false]);
    expect(await found("upTo=25")).to.deep.equal(["Priya Raman"]);
    expect(await found("upTo=24")).to.deep.equal([]);
    expect(await found("upTo=100&sessionType=family")).to.deep.equal([]);
    expect(await found("words=WARM+raman")).to.deep.equal(["Priya Raman"]);
    expect(await found("words=%28warm")).to.deep.equal(["Priya Raman"]);
    expect(await found("words=pract")).to.deep.equal(["Priya Raman"]);
    expect(await found("words=actical")).to.deep.equal([]);
    expect((await reader.get("/counsellors?upTo=25")).text).to.contain("25.00 € Individual session");
    await CounsellorModel.deleteOne({ name: "Priya Raman" });
    await makeCounsellor({ name: "Full House", languages: ["Tamil"], acceptsNew: false });
    expect(await found("language=Tamil")).to.deep.equal(["Full House"]);
    expect(await found("language=Tamil&accepting=yes")).to.deep.equal([]);
    await CounsellorModel.deleteOne({ name: "Full House" });
    await markAllStale();
  });

  it("says which filters together exclude everyone", async () => {
    const reader = site.newReader();
    const asked = "specialization=sleep&specialization=relationships&language=Thai&upTo=10&sessionType=individual";
    const none = await reader.get(`/counsellors?${asked}`);
    expect(none.text).to.contain("Without Relationships, Thai and up to 10 €: 1 counsellor");
    expect(names(await reader.follow(none, "Without Relationships, Thai and up to 10 €"))).to.deep.equal([
      "Ana Moreno",
    ]);
  });

  it("understands prices with a comma, and says beside the field and the results what it cannot", async () => {
    const reader = site.newReader();
    for (const price of ["60,50", "60.50", "60 €"]) {
      expect(names(await reader.get(`/counsellors?upTo=${encodeURIComponent(price)}`)), price).to.deep.equal([
        "Ana Moreno",
      ]);
    }
    for (const [query, field, error] of [
      ["upTo=abc", "upTo", "Please enter a price"],
      ["from=100&upTo=50", "upTo", "lower than the lowest price"],
      ["words=%3F%3F%3F", "words", "letters or numbers"],
      [`words=${"a".repeat(101)}`, "words", "at most 100"],
    ] as const) {
      const page = await reader.get(`/counsellors?${query}`);
      expect(page.document.querySelector(`#field-${field}-error`)?.text, query).to.contain(error);
      expect(page.document.querySelector("#results .banner")?.text, query).to.contain(error);
      expect(page.document.querySelector(`#field-${field}`)?.getAttribute("value")).not.to.equal("");
    }
    expect(names(await reader.get("/counsellors?upTo=abc&sessionType=couple"))).to.deep.equal(["Marcus Bell"]);
  });

  it("leaves empty fields out of the address", async () => {
    const reader = site.newReader();
    const found = await reader.submit(await reader.get("/counsellors"), "form[role=search]", { sessionType: "couple" });
    expect(new URL(found.url).search).to.equal("?sessionType=couple");
    const partial = { "HX-Request": "true", "HX-Request-Type": "partial" };
    const part = await reader.get("/counsellors?words=&sessionType=couple&from=&sort=soonest", partial);
    expect(part.headers.get("hx-push-url")).to.equal("/counsellors?sessionType=couple");
  });

  it("makes the best of an address that it cannot understand", async () => {
    for (const query of [
      "specialization=nonsense",
      "specialization[$ne]=x",
      "page=-1",
      "upTo=cheap",
      "words=%00",
      "language=$ne",
      "page=zzz&sessionType=&sessionType=couple",
    ]) {
      expect((await site.newReader().get(`/counsellors?${query}`)).status, query).to.equal(200);
    }
  });

  it("answers htmx with the results alone", async () => {
    const page = await site.newReader().get("/counsellors", { "HX-Request": "true", "HX-Request-Type": "partial" });
    expect(page.html).not.to.contain("<html");
    expect(page.text).to.contain("2 counsellors");
    expect(page.headers.get("vary")).to.contain("HX-Request");
  });

  it("keeps an unpublished profile to itself", async () => {
    const [hidden, absent] = [
      await site.newReader().get("/counsellors/zoe-hidden"),
      await site.newReader().get("/counsellors/nobody"),
    ];
    expect(hidden.status).to.equal(404);
    expect(hidden.text).to.equal(absent.text);
  });

  describe("and a time", () => {
    it("shows the days with their free times, in the counsellor's zone until the reader's is known", async () => {
      const reader = site.newReader();
      const page = await reader.get("/counsellors/ana-moreno?day=2026-11-24");
      expect(page.text)
        .to.contain("Times in Berlin time")
        .and.to.contain("Tuesday 24 November")
        .and.to.contain("Morning");
      reader.setCookie("zone", encodeURIComponent("America/New_York"));
      const abroad = await reader.get("/counsellors/ana-moreno?day=2026-11-24");
      expect(abroad.text).to.contain("Times in New York time").and.to.contain("02:00");
    });

    it("shows times in whatever zone the reader chooses, and the day follows", async () => {
      const reader = site.newReader();
      const page = await reader.get("/counsellors/ana-moreno?at=2026-11-24T07:00:00.000Z");
      const choosing = await reader.follow(page, "Change the time zone");
      const there = await reader.submit(choosing, "form.zone-form", { zone: "America/Los_Angeles" });
      expect(there.text)
        .to.contain("Times in Los Angeles time")
        .and.to.contain("Monday 23 November, 23:00 (Los Angeles time)");
      const later = await reader.follow(there, "Later days");
      expect(later.text, "it stays chosen").to.contain("Times in Los Angeles time");
      reader.setCookie("zone", encodeURIComponent("Europe/Lisbon"));
      const again = await reader.get("/counsellors/ana-moreno");
      expect(again.text, "a visitor's choice is kept").to.contain("Times in Los Angeles time");
      const shared = site.newReader();
      await shared.get(new URL(later.url).pathname + new URL(later.url).search);
      expect((await shared.get("/counsellors/ana-moreno")).text).to.contain("Times in Berlin time");
      expect((await shared.get("/counsellors/ana-moreno?zone=Mars/Olympus")).text).to.contain("Times in Berlin time");
      expect((await shared.get("/counsellors/ana-moreno?zone=europe/lisbon")).text).to.contain("Times in Lisbon time");
    });

    it("shows times in the zone chosen on the page also to someone whose own zone is known", async () => {
      const reader = await signedIn(site, await makeClient({ zone: "Europe/Lisbon" }));
      expect((await reader.get("/counsellors/ana-moreno")).text).to.contain("Times in Lisbon time");
      const there = await reader.get("/counsellors/ana-moreno?zone=America/Los_Angeles");
      expect(there.text).to.contain("Times in Los Angeles time");
    });

    it("keeps the days that are shown when the zone changes", async () => {
      const reader = site.newReader();
      const firstDay = (page: Page): string => words(page.document.querySelector(".day-strip li"));
      const change = async (address: string, zone: string): Promise<Page> => {
        const page = await reader.follow(await reader.get(address), "Change the time zone");
        return reader.submit(page, "form.zone-form", { zone });
      };
      const today = await change("/counsellors/ana-moreno?day=2026-11-27", "Asia/Tokyo");
      expect(firstDay(today)).to.contain("23 Nov");
      expect(today.text).to.contain("Friday 27 November");
      expect(firstDay(await change("/counsellors/ana-moreno?from=2026-12-07&day=2026-12-20", "Asia/Tokyo"))).to.contain(
        "7 Dec",
      );
      const { weekly } = await AvailabilityModel.findById(ana.id).orFail().lean();
      await AvailabilityModel.updateOne({ _id: ana.id }, { $set: { weekly: [[], [], [], [], [], [], []] } });
      const empty = await change("/counsellors/ana-moreno?from=2026-12-07", "Asia/Kolkata");
      expect(empty.text).to.contain("Nothing is free in these two weeks");
      expect(firstDay(empty)).to.contain("7 Dec");
      await AvailabilityModel.updateOne({ _id: ana.id }, { $set: { weekly } });
    });

    it("keeps the day for another session type, or says that it opens the nearest", async () => {
      const offers = [
        { type: "individual" as const, minutes: 50, priceCents: 6000 },
        { type: "couple" as const, minutes: 90, priceCents: 9000 },
      ];
      const both = await makeCounsellor({ slug: "both", offers });
      const overrides = [{ date: "2026-11-26", ranges: [{ from: "10:00", to: "11:00" }] }];
      await AvailabilityModel.updateOne({ _id: both.id }, { $set: { overrides } });
      const reader = site.newReader();
      const same = await reader.follow(await reader.get("/counsellors/both?day=2026-11-28"), "Couple, 90 min");
      expect(words(same.document.getElementById("times"))).to.equal("Saturday 28 November");
      expect(same.text).not.to.contain("no free time");
      const other = await reader.follow(await reader.get("/counsellors/both?day=2026-11-26"), "Couple, 90 min");
      expect(other.text).to.contain("No free time for a couple session on Thursday 26 November.");
      expect(words(other.document.getElementById("times"))).to.equal("Wednesday 25 November");
    });

    it("leads, without JavaScript, to the part of the page that a link is about", async () => {
      const page = await site.newReader().get("/counsellors/ana-moreno?at=2026-11-27T13:00:00.000Z");
      const placesOf = (links: string): (string | undefined)[] =>
        page.document.querySelectorAll(links).map((link) => link.getAttribute("href")?.split("#")[1]);
      const places = { "a.day": "times", ".slots a": "chosen", ".strip-ends a": "free-times" };
      for (const [links, place] of Object.entries(places)) {
        expect(new Set(placesOf(links)), links).to.deep.equal(new Set([place]));
        expect(page.document.getElementById(place), place).not.to.equal(null);
      }
      expect(page.document.querySelector(".slots a")?.getAttribute("hx-get")).not.to.contain("#");
    });

    it("offers no booking to clients whom a counsellor has stopped from booking", async () => {
      const closed = await makeCounsellor({ slug: "closed", name: "Cleo Closed", acceptsNew: false });
      const [known, stranger] = [await makeClient(), await makeClient()];
      const address = "/counsellors/closed?at=2026-11-27T13:00:00.000Z";
      expect((await site.newReader().get(address)).text)
        .to.contain("is not taking new clients at the moment")
        .and.not.to.contain("Register to book");
      const refused = await (await signedIn(site, stranger)).get(address);
      expect(refused.text).to.contain("Cleo Closed is not taking new clients at the moment");
      expect(refused.document.querySelector("form[action='/appointments']")).to.equal(null);
      await CounsellorModel.updateOne({ _id: closed.id }, { $set: { acceptsNew: true } });
      await book(site, known, closed, "2026-11-25T10:00:00.000Z");
      await CounsellorModel.updateOne({ _id: closed.id }, { $set: { acceptsNew: false } });
      const welcome = await (await signedIn(site, known)).get(address);
      expect(welcome.document.querySelector("form[action='/appointments']")).not.to.equal(null);
    });

    it("removes a time while someone holds it or has booked it", async () => {
      const client = await makeClient();
      await placeHold(site.services, actorOf(client), wanted(ana, "2026-11-25T10:00:00.000Z"));
      const page = await site.newReader().get("/counsellors/ana-moreno?day=2026-11-25");
      const times = page.document.querySelectorAll("a.slot").map((slot) => slot.text.trim());
      expect(times).to.include("10:00").and.to.include("12:00").and.not.to.include("11:00").and.not.to.include("10:30");
    });

    it("follows a change of hours", async () => {
      await AvailabilityModel.updateOne({ _id: ana.id }, { $set: { "weekly.3": [{ from: "20:00", to: "21:00" }] } });
      const page = await site.newReader().get("/counsellors/ana-moreno?day=2026-11-26");
      expect(page.document.querySelectorAll("a.slot").map((slot) => slot.text.trim())).to.deep.equal(["20:00"]);
    });

    it("keeps a visitor's choice through signing in", async () => {
      const client = await makeClient();
      const reader = site.newReader();
      const profile = await reader.get("/counsellors/ana-moreno?day=2026-11-27");
      const chosen = await reader.follow(profile, "14:00");
      expect(chosen.text).to.contain("Friday 27 November, 14:00 (Berlin time)");
      const signIn = await reader.follow(chosen, "Sign in to book");
      const back = await reader.submit(signIn, "form[action='/sign-in']", { email: client.email, password: PASSWORD });
      expect(back.text).to.contain("Friday 27 November, 14:00 (Berlin time)");
      const checkout = await reader.submit(back, "form[action='/appointments']");
      expect(checkout.url).to.match(/\/checkout$/);
    });

    it("names a time that is gone and offers the nearest", async () => {
      const client = await makeClient();
      await book(site, client, ana, "2026-11-30T10:00:00.000Z");
      const page = await site.newReader().get("/counsellors/ana-moreno?at=2026-11-30T10:00:00.000Z");
      expect(page.text).to.contain("Monday 30 November, 11:00 (Berlin time) is not free").and.to.contain("free nearby");
    });

    it("makes the best of an address that it cannot understand", async () => {
      for (const query of [
        "type=magic",
        "day=yesterday",
        "day=2026-02-31",
        "at=now",
        "from=0001-01-01",
        "from=9999-12-31",
        "at=0000-01-01T00:00:00Z",
        "near=0500-01-01T00:00:00Z",
        "at=9999-12-31T23:59:59Z&zone=Pacific/Kiritimati",
        "type=couple&type=teen",
      ]) {
        expect((await site.newReader().get(`/counsellors/ana-moreno?${query}`)).status, query).to.equal(200);
      }
    });

    it("offers no booking to a counsellor", async () => {
      const reader = await signedIn(site, ana);
      const page = await reader.get("/counsellors/ana-moreno?at=2026-11-27T13:00:00.000Z");
      expect(page.document.querySelector("form[action='/appointments']")).to.equal(null);
    });
  });
});
