import { expect } from "chai";
import type { Page } from "playwright-core";
import type { IceSettings } from "../../src/services.js";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { makeAccount } from "../support/people.js";
import { startRelay, whyNoRelay, type Relay } from "../support/relay.js";

describe("The relay check of the setup page", () => {
  let site: BrowserSite;
  let relay: Relay | undefined;
  let page: Page;
  const ice: IceSettings = {
    servers: [],
    turn: { urls: ["turn:127.0.0.1:9?transport=tcp"], secret: "no" },
    relayOnly: false,
  };

  before(async () => {
    site = await startBrowserSite({ replace: { ice } });
    page = await (await site.newContext({ as: await makeAccount("admin"), width: 360 })).newPage();
  });
  after(async () => {
    await site.stop();
    await relay?.stop();
  });

  const check = async (): Promise<void> => {
    await page.goto("/admin/setup");
    await page.getByRole("button", { name: "Check the relay" }).click();
  };

  it("says what to look at where the relay does not answer", async () => {
    await check();
    await page.getByText("The relay did not answer this browser.").waitFor();
    expect(await page.locator("#relay .tag").innerText()).to.equal("To do");
  });

  it("is done once the browser gets an address from the relay", async function () {
    const reason = whyNoRelay();
    if (reason) {
      console.log(`      skipped: ${reason}`);
      return this.skip();
    }
    relay = await startRelay();
    ice.turn = relay;
    await check();
    await page.locator("#relay .tag", { hasText: "Done" }).waitFor();
  });
});
