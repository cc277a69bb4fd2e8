import { expect } from "chai";
import { closeContexts, sharedBrowser } from "../../support/browser.js";
import { takePageErrors } from "../../support/page-errors.js";

describe("The errors of a test's pages", () => {
  it("are noticed, even in a script that runs before the page", async () => {
    const browser = await sharedBrowser();
    const context = await browser.newContext();
    await context.addInitScript("helperThatIsNotThere();");
    const page = await context.newPage();
    await page.goto("data:text/html,<script>Promise.reject(new Error('nobody handles this'))</script>");
    await page.evaluate(() => document.title);
    await closeContexts(browser);
    const found = takePageErrors().join();
    expect(found).to.contain("helperThatIsNotThere").and.to.contain("nobody handles this");
  });
});
