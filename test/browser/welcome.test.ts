import { expect } from "chai";
import type { Page } from "playwright-core";
import { AccountModel } from "../../src/accounts/account-model.js";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { findings } from "../support/findings.js";

describe("A client's first visit", () => {
  let site: BrowserSite;
  before(async () => (site = await startBrowserSite()));
  after(() => site.stop());

  it("can be gone through by keyboard alone at 320 px, each step without anything that axe finds", async () => {
    const page = await (await site.newContext({ width: 320 })).newPage();
    await page.goto("/register");
    await fill(page, "Name", "Kim Weiss");
    await fill(page, "E-mail", "kim@example.org");
    await fill(page, "Password", "a quiet afternoon");
    await press(page, "Create account");

    await page.waitForURL("**/welcome/you");
    expect(await findings(page)).to.deep.equal([]);
    expect(await page.getByLabel("Country").inputValue(), "guessed").to.equal("DE");
    await fill(page, "Name", "Kim Winter");
    await press(page, "Save and continue");

    await page.waitForURL("**/welcome/reach");
    expect(await findings(page)).to.deep.equal([]);
    await fill(page, "Telephone (optional)", "call me");
    await press(page, "Save and continue");
    await page.getByRole("alert").getByText("Please enter a telephone number").waitFor();
    expect(await page.evaluate(() => document.activeElement?.className), "the summary is read first").to.contain(
      "error-summary",
    );
    await fill(page, "Telephone (optional)", "+49 431 7788");
    await press(page, "Save and continue");

    await page.waitForURL("**/welcome/crisis");
    expect(await findings(page)).to.deep.equal([]);
    await press(page, "Skip for now");

    await page.waitForURL("**/appointments");
    await page.getByRole("link", { name: "Know what to do in a crisis" }).waitFor();
    expect(await findings(page)).to.deep.equal([]);
    await press(page, "Don't show this again");
    await page.waitForURL("**/appointments");
    await page.getByRole("heading", { name: "Finish setting up" }).waitFor({ state: "detached" });
    expect((await AccountModel.findOne({ email: "kim@example.org" }).orFail().lean()).name).to.equal("Kim Winter");
  }).timeout(120_000);
});

/** Moves the focus to a field with the Tab key, and types in place of what stands there. */
async function fill(page: Page, label: string, text: string): Promise<void> {
  await tabTo(
    page,
    (wanted) => (document.activeElement as HTMLInputElement | null)?.labels?.[0]?.textContent.trim() === wanted,
    label,
  );
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

/** Moves the focus to a button or a link with the Tab key, and presses Enter. */
async function press(page: Page, words: string): Promise<void> {
  await tabTo(page, (wanted) => document.activeElement?.textContent.trim() === wanted, words);
  await page.keyboard.press("Enter");
}

async function tabTo(page: Page, isThere: (wanted: string) => boolean, wanted: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(isThere, wanted)) return;
  }
  throw new Error(`The Tab key never came to "${wanted}" on ${page.url()}`);
}
