import { expect } from "chai";
import type { Page } from "playwright-core";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { makeCounsellor } from "../support/people.js";

describe("The slot picker with JavaScript", () => {
  let site: BrowserSite;
  let page: Page;

  before(async () => {
    site = await startBrowserSite();
    const offers = [
      { type: "individual" as const, minutes: 50, priceCents: 6000 },
      { type: "couple" as const, minutes: 90, priceCents: 9000 },
    ];
    await makeCounsellor({ name: "Ana Moreno", slug: "ana-moreno", offers });
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
  }).timeout(20_000);

  it("changes the session type in place", async () => {
    await page.getByRole("link", { name: "Couple, 90 min" }).click();
    await page.waitForURL(/type=couple/);
    await page.locator("[aria-current=true]", { hasText: "Couple" }).waitFor();
  }).timeout(20_000);

  it("changes the zone in place: choosing it has the focus, then the times", async () => {
    await page.getByRole("link", { name: "Change the time zone" }).click();
    await page.waitForFunction(() => document.activeElement?.id === "field-zone");
    await page.getByLabel("Show times in").selectOption("America/New_York");
    await page.getByRole("button", { name: "Show times" }).click();
    await page.getByText("Times in New York time").waitFor();
    expect(await focused()).to.match(/^\w+day \d/);
  }).timeout(20_000);
});
