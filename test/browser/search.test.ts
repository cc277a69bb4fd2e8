import { expect } from "chai";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { makeCounsellor } from "../support/people.js";

describe("Searching with JavaScript", () => {
  let site: BrowserSite;

  before(async () => {
    site = await startBrowserSite();
    await makeCounsellor({ name: "Ana Moreno", approach: "Calm and practical." });
    await makeCounsellor({ name: "Jonas Weber", languages: ["German"] });
  });
  after(() => site.stop());

  it("follows what is typed and chosen in place, says so, and goes back and forward", async () => {
    const page = await (await site.newContext()).newPage();
    await page.goto("/counsellors");
    await page.getByText("2 counsellors").waitFor();

    await page.getByLabel("Words").pressSequentially("calm");
    await page.waitForURL(/words=calm/);
    await page.getByText("1 counsellor", { exact: true }).first().waitFor();
    expect(await page.locator("#live").textContent()).to.equal("1 counsellor");
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal("field-words");

    await page.getByText("Language, price and more").click();
    await page.getByLabel("Language").selectOption("German");
    await page.getByText("This would bring somebody").waitFor();
    await page.goBack();
    await page.getByRole("link", { name: "Ana Moreno" }).waitFor();
    expect(await page.getByLabel("Words").inputValue()).to.equal("calm");
    await page.goForward();
    await page.getByRole("link", { name: "Without “calm”" }).click();
    await page.getByRole("link", { name: "Jonas Weber" }).waitFor();
  }).timeout(30_000);
});
