import { expect } from "chai";
import type { Page } from "playwright-core";
import { startBrowserSite, type BrowserSite } from "../../support/browser-site.js";
import { makeCounsellor } from "../../support/people.js";

describe("A form on a page", () => {
  let site: BrowserSite;
  before(async () => (site = await startBrowserSite()));
  after(() => site.stop());
  afterEach(() => site.closeAll());

  async function open(path: string): Promise<Page> {
    const context = await site.newContext();
    await context.clock.install();
    const page = await context.newPage();
    await page.goto(path);
    return page;
  }

  it("leaves no password behind when its page is left", async () => {
    const page = await open("/sign-in");
    await page.getByLabel("E-mail").fill("kim@example.org");
    await page.getByLabel("Password").fill("correct horse battery");
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true })));
    expect(await page.getByLabel("Password").inputValue()).to.equal("");
    expect(await page.getByLabel("E-mail").inputValue()).to.equal("kim@example.org");
  }).timeout(150_000);

  it("can be sent again ten seconds after its sending was stopped", async () => {
    const page = await open("/sign-in");
    // An answer without content leaves the page where it is, as its reader does who presses Stop.
    await page.route("**/sign-in", (route) => route.fulfill({ status: 204 }));
    await page.getByLabel("E-mail").fill("kim@example.org");
    await page.getByLabel("Password").fill("correct horse battery");
    const button = page.getByRole("main").getByRole("button", { name: "Sign in" });
    await button.click();
    await page.clock.runFor(1000);
    expect(await button.isDisabled()).to.equal(true);
    await page.clock.runFor(10_000);
    expect(await button.isEnabled()).to.equal(true);
  }).timeout(150_000);

  it("accepts pasted text whole, and says that it is too long", async () => {
    await makeCounsellor();
    const page = await open("/counsellors");
    const words = page.getByLabel("Name or topic");
    await page.evaluate(() => {
      const source = document.createElement("textarea");
      source.value = "calm ".repeat(40);
      document.body.prepend(source);
      source.select();
    });
    await page.keyboard.press("Control+C");
    await words.focus();
    await page.keyboard.press("Control+V");
    expect((await words.inputValue()).length).to.equal(200);
    await page.clock.runFor(2000);
    await page.getByText("Please use at most 100 characters.").first().waitFor();
  }).timeout(150_000);
});
