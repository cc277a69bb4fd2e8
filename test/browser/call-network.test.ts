import { expect } from "chai";
import type { BrowserContext, Page } from "playwright-core";
import { launchBrowser } from "../support/browser.js";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { moreFrames, watchCalls, wordsOn } from "../support/call-watch.js";
import { startOwnNetwork, whyNoOwnNetwork, type OwnNetwork } from "../support/own-network.js";
import { join, openRoomPage, openSession } from "../support/room-browsers.js";

const CUT_MS = 20_000;
/** What the product promises after such a cut, and what this test allows on a busy machine. */
const ALLOWED_MS = 15_000;

describe("A call over a network that breaks", () => {
  let site: BrowserSite;
  let network: OwnNetwork | undefined;
  const reason = whyNoOwnNetwork();

  before(async () => {
    site = await startBrowserSite({
      async launch({ url }) {
        if (reason) return launchBrowser();
        network = await startOwnNetwork(Number(new URL(url).port));
        return network.launchBrowser();
      },
    });
  });
  after(async () => {
    await site.stop();
    await network?.stop();
  });

  it("mends itself after no packet came through for twenty seconds, without a click", async function () {
    if (!network) return this.test!.skip();
    const [kim, ana] = await meet(site);
    const words = await wordsOn(kim);
    await network.cutUdp(true);
    const cutAt = Date.now();
    await kim.getByText("The connection broke. It is being mended…").waitFor();
    await kim.waitForTimeout(CUT_MS - (Date.now() - cutAt));
    await network.cutUdp(false);
    const took = await Promise.all([kim, ana].map((page) => moreFrames(page, 5)));
    console.log(`      frames again after ${took.map(Math.round).join(" and ")} ms`);
    expect(Math.max(...took)).to.be.lessThan(ALLOWED_MS);
    expect([await wordsOn(kim), await wordsOn(ana)]).to.deep.equal([words, words]);
  }).timeout(70_000);
});

async function meet(site: BrowserSite): Promise<[Page, Page]> {
  const session = await openSession(site);
  const look = { prepare: (context: BrowserContext) => watchCalls(context) };
  const pages = await Promise.all([
    openRoomPage(site, session.client, session.id, look),
    openRoomPage(site, session.counsellor, session.id, look),
  ]);
  for (const page of pages) await join(page);
  await Promise.all(pages.map((page) => moreFrames(page)));
  return pages;
}
