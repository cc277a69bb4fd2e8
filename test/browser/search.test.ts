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

  it("updates results in place, announces them, and goes back and forward", async () => {
    const page = await (await site.newContext()).newPage();
    await page.goto("/counsellors");
    await page.getByText("2 counsellors").waitFor();

    await page.getByLabel("Name or topic").pressSequentially("calm");
    await page.waitForURL(/words=calm/);
    await page.getByText("1 counsellor", { exact: true }).first().waitFor();
    await page.locator("#live", { hasText: /^1 counsellor$/ }).waitFor({ state: "attached" });
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal("field-words");

    await page.getByText("More filters and sorting").click();
    await page.getByLabel("Language").selectOption("German");
    await page.getByText("but there are matches").waitFor();
    await page.goBack();
    await page.getByRole("link", { name: "Ana Moreno" }).waitFor();
    expect(await page.getByLabel("Name or topic").inputValue()).to.equal("calm");
    await page.goForward();
    await page.getByRole("link", { name: "Without “calm”" }).click();
    await page.getByRole("link", { name: "Jonas Weber" }).waitFor();
  }).timeout(150_000);

  it("keeps the address, the folded fields and the results in step, however fast they change", async () => {
    const page = await (await site.newContext()).newPage();
    await page.goto("/counsellors?specialization=anxiety");
    await page.getByText("Helps with: Anxiety and worry").click();
    await page.getByLabel("Sleep").check();
    await page.getByText("Helps with: Anxiety and worry, Sleep").waitFor();
    await page.getByLabel("Sleep").uncheck();
    await page.getByLabel("Anxiety and worry").uncheck();
    await page.getByText("Helps with", { exact: true }).waitFor();
    await page.waitForURL(/\/counsellors$/);

    let answerFirst = (): void => undefined;
    const isFirstHeld = new Promise<void>((resolve) => (answerFirst = resolve));
    await page.route(/words=jonas/, async (route) => {
      await isFirstHeld;
      await route.continue().catch(() => undefined);
    });
    const asked = page.waitForRequest(/words=jonas/);
    await page.getByLabel("Name or topic").fill("jonas");
    await asked;
    await page.getByLabel("Name or topic").fill("ana");
    await page.waitForURL(/words=ana$/);
    answerFirst();
    await page.getByRole("link", { name: "Ana Moreno" }).waitFor();

    await page.route(/words=lost/, (route) => route.abort());
    await page.getByLabel("Name or topic").fill("lost");
    await page.locator("#results").getByText("could not be loaded").waitFor();
    expect(await page.locator("#live").textContent()).to.contain("could not be loaded");
    await page.getByLabel("Name or topic").fill("ana");
    await page.getByText("could not be loaded").first().waitFor({ state: "hidden" });
  }).timeout(150_000);
});
