import { expect } from "chai";
import { AccountModel } from "../../src/accounts/account-model.js";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { findings } from "../support/findings.js";
import { fill, press } from "../support/keyboard.js";

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
    await fill(page, "Telephone number (optional)", "call me");
    await press(page, "Save and continue");
    await page.getByRole("alert").getByText("Please enter a telephone number").waitFor();
    expect(await page.evaluate(() => document.activeElement?.className), "the summary is read first").to.contain(
      "error-summary",
    );
    await fill(page, "Telephone number (optional)", "+49 431 7788");
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
