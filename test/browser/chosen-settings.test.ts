import { expect } from "chai";
import type { Page } from "playwright-core";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { makeClient, makeCounsellor, signedIn, type TestPerson } from "../support/people.js";

describe("A reader's own settings", () => {
  let site: BrowserSite;
  let client: TestPerson;
  before(async () => {
    site = await startBrowserSite();
    client = await makeClient({ name: "Kim Weiss-Oberhauser" });
    await makeCounsellor({
      name: "Ana Moreno",
      slug: "ana-moreno",
      specializations: ["anxiety", "depression", "family"],
    });
  });
  after(() => site.stop());
  afterEach(() => site.closeAll());

  it("leave room on a phone for text twice as large", async () => {
    const page = await (await site.newContext({ as: client, width: 360 })).newPage();
    const browser = await page.context().newCDPSession(page);
    await browser.send("Page.setFontSizes", { fontSizes: { standard: 32 } });
    const found: string[] = [];
    for (const path of ["/", "/counsellors", "/counsellors/ana-moreno", "/appointments", "/account", "/crisis-help"]) {
      await page.goto(path);
      found.push(...(await page.evaluate(lacksRoom)).map((what) => `${path}: ${what}`));
    }
    expect(found).to.deep.equal([]);
  }).timeout(150_000);

  it("show in a contrast theme which page, day and time is chosen", async () => {
    const context = await site.browser.newContext({ baseURL: site.url, forcedColors: "active" });
    const { cookies } = await signedIn(site, client);
    await context.addCookies(cookies.map((cookie) => ({ ...cookie, url: site.url })));
    const page = await context.newPage();
    await page.goto("/counsellors");
    expect(await differ(page, ".site-nav a[aria-current]", ".site-nav a:not([aria-current])")).to.equal(true);
    await page.goto("/counsellors/ana-moreno");
    await page.locator("a.slot").last().click();
    await page.getByRole("button", { name: "Book" }).waitFor();
    expect(await differ(page, "a.day[aria-current]", "a.day:not([aria-current])")).to.equal(true);
    expect(await differ(page, "a.slot[aria-current]", "a.slot:not([aria-current])")).to.equal(true);
  }).timeout(150_000);
});

/** What reaches out of the page, and what lies over something else in its head. Runs in the page. */
function lacksRoom(): string[] {
  const found: string[] = [];
  if (document.documentElement.scrollWidth > innerWidth) found.push("the page is too wide");
  const pieces = [...document.querySelectorAll(".brand, .site-nav a, .account > *")].map((piece) => ({
    words: piece.textContent?.trim() ?? "",
    box: piece.getBoundingClientRect(),
  }));
  for (const [place, one] of pieces.entries()) {
    for (const other of pieces.slice(place + 1)) {
      const isBeside = one.box.right <= other.box.left + 1 || other.box.right <= one.box.left + 1;
      const isAbove = one.box.bottom <= other.box.top + 1 || other.box.bottom <= one.box.top + 1;
      if (!isBeside && !isAbove) found.push(`“${one.words}” and “${other.words}” lie over each other`);
    }
  }
  return found;
}

/** Whether two elements are shown in different colours. */
async function differ(page: Page, one: string, other: string): Promise<boolean> {
  const colours = (selector: string): Promise<string> =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => {
        const { backgroundColor, color, borderBottomColor } = getComputedStyle(element);
        return [backgroundColor, color, borderBottomColor].join();
      });
  return (await colours(one)) !== (await colours(other));
}
