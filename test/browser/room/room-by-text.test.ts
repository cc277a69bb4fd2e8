import { expect } from "chai";
import type { Page } from "playwright-core";
import { startBrowserSite, type BrowserSite } from "../../support/browser-site.js";
import { moreFrames, watchCalls } from "../../support/call-watch.js";
import { findings } from "../../support/findings.js";
import { overlaps } from "../../support/overlaps.js";
import { join, openSession, spoken } from "../../support/room-browsers.js";

describe("A session by text in two browsers", () => {
  let site: BrowserSite;

  before(async () => (site = await startBrowserSite()));
  after(() => site.stop());

  const connections = (pages: Page[]): Promise<number[]> =>
    Promise.all(pages.map((page) => page.evaluate(() => window.connections.length)));

  async function write(from: Page, text: string, to: Page): Promise<void> {
    await from.getByLabel("Message", { exact: true }).fill(text);
    await from.keyboard.press("Enter");
    await to.locator(".message-body", { hasText: text }).waitFor();
  }

  it("makes no connection between them, also over a reload, until both have joined the call", async () => {
    const session = await openSession(site);
    const look = { prepare: watchCalls, width: 360 };
    const [kim, ana] = [await session.asKim(look), await session.asAna(look)];
    for (const page of [kim, ana]) page.setDefaultTimeout(100_000);
    for (const page of [kim, ana]) await join(page, "Text");
    await spoken(kim, "Ana Moreno is here.");
    await kim.locator("[data-call-words]", { hasText: /^By text$/ }).waitFor();
    await write(kim, "Good morning", ana);
    await kim.reload();
    await write(ana, "Are you there?", kim);
    expect(await connections([kim, ana])).to.deep.equal([0, 0]);
    expect(await findings(kim)).to.deep.equal([]);

    await ana.getByRole("button", { name: "Camera off" }).click();
    await ana.getByText("By text: Kim Weiss has not joined the call").waitFor();
    await kim.getByText("Ana Moreno is here, ready to talk.").waitFor();
    await write(kim, "One moment", ana);
    expect(await connections([kim, ana])).to.deep.equal([0, 0]);
    for (const page of [kim, ana]) expect(await findings(page)).to.deep.equal([]);
    for (const page of [kim, ana]) expect(await overlaps(page)).to.deep.equal([]);

    await kim.getByRole("button", { name: "Join the call" }).click();
    await moreFrames(kim);
    expect(await connections([kim, ana])).to.deep.equal([1, 1]);
    expect(await kim.locator("[data-camera]").getAttribute("aria-pressed")).to.equal("true");
  }).timeout(150_000);
});
