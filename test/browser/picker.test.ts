import { expect } from "chai";
import type { Page } from "playwright-core";
import { AvailabilityModel } from "../../src/availability/availability-model.js";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { makeCounsellor, type TestPerson } from "../support/people.js";

describe("The slot picker with JavaScript", () => {
  let site: BrowserSite;
  let page: Page;
  let ana: TestPerson;

  before(async () => {
    site = await startBrowserSite();
    const offers = [
      { type: "individual" as const, minutes: 50, priceCents: 6000 },
      { type: "couple" as const, minutes: 90, priceCents: 9000 },
    ];
    ana = await makeCounsellor({ name: "Ana Moreno", slug: "ana-moreno", offers });
    await makeCounsellor({ name: "Marcus Bell", slug: "marcus-bell" });
    page = await (await site.newContext()).newPage();
    await page.goto("/counsellors/ana-moreno");
    await page.evaluate(() => document.querySelector("h1")?.setAttribute("data-same", "yes"));
  });
  after(() => site.stop());
  afterEach(async () => expect(await page.locator("h1[data-same]").count(), "the page itself stays").to.equal(1));

  const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
  const said = (): Promise<string | null> => page.locator("#live").textContent();

  it("opens a day in place, says how many times are free and moves the focus to them", async () => {
    await page
      .getByRole("link", { name: /\d free$/ })
      .nth(2)
      .click();
    await page.waitForURL(/day=/);
    const heading = page.locator("#picker h3").first();
    await page.waitForFunction(() => document.activeElement?.matches("#picker h3"));
    expect(await said())
      .to.match(/: \d+ free times$/)
      .and.to.contain((await heading.textContent()) ?? "-");
  }).timeout(150_000);

  it("changes the session type in place: the day stays open, has the focus and is announced", async () => {
    const day = (await page.locator("#times").textContent()) ?? "-";
    await page.getByRole("link", { name: "Couple, 90 min" }).click();
    await page.waitForURL(/type=couple/);
    await page.locator("[aria-current=true]", { hasText: "Couple" }).waitFor();
    await page.waitForFunction(() => document.activeElement?.id === "times");
    expect(await focused()).to.equal(day);
    expect(await said())
      .to.contain(day)
      .and.to.match(/: \d+ free times$/);
  }).timeout(150_000);

  it("changes the zone in place: choosing it has the focus, then the times", async () => {
    await page.getByRole("link", { name: "Change the time zone" }).click();
    await page.waitForFunction(() => document.activeElement?.id === "field-zone");
    await page.getByLabel("Show times in").selectOption("America/New_York");
    await page.getByRole("button", { name: "Show times" }).click();
    await page.getByText("Times in New York time").waitFor();
    await page.waitForFunction(() => /^\w+day \d/.test(document.activeElement?.textContent ?? ""));
  }).timeout(150_000);

  it("moves the focus to the words that nothing is free, without announcing them twice", async () => {
    await AvailabilityModel.updateOne({ _id: ana.id }, { $set: { weekly: [[], [], [], [], [], [], []] } });
    await page.getByRole("link", { name: "Individual, 50 min" }).click();
    await page.waitForURL(/type=individual/);
    await page.waitForFunction(() => document.activeElement?.id === "times");
    expect(await focused()).to.contain("Nothing is free in these two weeks");
    expect(await said()).to.equal("");
  }).timeout(150_000);

  it("shows a first visitor times in their own zone before any can be picked, and keeps one that they chose", async () => {
    const elsewhere = await site.browser.newContext({ baseURL: site.url, timezoneId: "America/New_York" });
    const first = await elsewhere.newPage();
    await first.goto("/counsellors/marcus-bell");
    await first.getByText("Times in New York time").waitFor();
    await first.locator(".slots a").first().click();
    await first.getByRole("heading", { name: /New York time/ }).waitFor();
    await first.getByRole("link", { name: "Change the time zone" }).click();
    await first.getByLabel("Show times in").selectOption("Asia/Tokyo");
    await first.getByRole("button", { name: "Show times" }).click();
    await first.getByRole("heading", { name: /Tokyo time/ }).waitFor();
    await first.goto("/counsellors/marcus-bell");
    await first.getByText("Times in Tokyo time").waitFor();
    await elsewhere.close();
  }).timeout(150_000);
});
