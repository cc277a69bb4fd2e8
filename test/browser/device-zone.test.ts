import { expect } from "chai";
import { AccountModel } from "../../src/accounts/account-model.js";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { makeClient, signedIn } from "../support/people.js";

const DEVICES = ["Asia/Kolkata", "Europe/Kyiv", "Asia/Ho_Chi_Minh", "America/Nuuk", "Asia/Calcutta"];

describe("A device's time zone", () => {
  let site: BrowserSite;
  before(async () => (site = await startBrowserSite()));
  after(() => site.stop());
  afterEach(() => site.closeAll());

  it("is preselected for registering, whichever of its names the browser reports", async () => {
    const chosen: string[] = [];
    for (const timezoneId of DEVICES) {
      const context = await site.browser.newContext({ baseURL: site.url, timezoneId });
      const page = await context.newPage();
      await page.goto("/register");
      chosen.push(await page.getByLabel("Time zone").inputValue());
    }
    expect(chosen).to.deep.equal([...DEVICES.slice(0, 4), "Asia/Kolkata"]);
  });

  it("brings the numbers for a crisis of its country to the first page that a visitor opens", async () => {
    const context = await site.browser.newContext({ baseURL: site.url, timezoneId: "Asia/Kolkata" });
    const page = await context.newPage();
    await page.goto("/");
    await page.getByRole("link", { name: "14416" }).waitFor();
    expect(await page.locator("#crisis").count()).to.equal(1);
  });

  it("is offered to someone whose account has another, and taken with one click", async () => {
    const client = await makeClient();
    const { cookies } = await signedIn(site, client);
    const context = await site.browser.newContext({ baseURL: site.url, timezoneId: "Asia/Tokyo" });
    await context.addCookies(cookies.map((cookie) => ({ ...cookie, url: site.url })));
    const page = await context.newPage();
    await page.goto("/appointments");
    await page.goto("/notices");
    await page.getByRole("button", { name: "Use Tokyo time" }).click();
    await page.getByRole("button", { name: "Use Tokyo time" }).waitFor({ state: "detached" });
    expect(new URL(page.url()).pathname).to.equal("/notices");
    expect((await AccountModel.findById(client.id).orFail().lean()).zone).to.equal("Asia/Tokyo");
  });
});
