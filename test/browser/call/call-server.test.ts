import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { closeContexts, sharedBrowser } from "../../support/browser.js";
import { longestGap, moreFrames } from "../../support/call-watch.js";
import { OwnProcess } from "../../support/own-process.js";
import { join, openDemoRoom } from "../../support/room-browsers.js";
import { TRIALS } from "../../support/trials.js";

/** What may pass between two frames while the server starts on a machine whose cores are all taken. */
const GAP_MS = 10_000;

describe("A call whose server is killed", () => {
  let folder: string;
  let server: OwnProcess;
  let browser: Browser;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "healspace-killed-"));
    browser = await sharedBrowser();
  });
  after(async () => {
    server.kill("SIGKILL");
    await Promise.all([closeContexts(browser), server.exits()]);
    await rm(folder, { recursive: true, force: true });
  });

  it("continues without a pause, and its chat works again after the restart", async () => {
    server = new OwnProcess({ DATA_DIR: folder, PORT: "0" });
    const url = await server.answers();
    const pages = await openDemoRoom(browser, url, server.output);
    const [client, counsellor] = pages;
    await Promise.all(pages.map((page) => join(page)));
    await Promise.all(pages.map((page) => moreFrames(page)));
    const made = await connectionsOf(pages);
    await Promise.all(pages.map(longestGap));
    await Promise.all(pages.map((page) => moreFrames(page, TRIALS.callFrames, 120_000)));
    const before = await Promise.all(pages.map(longestGap));

    server.kill("SIGKILL");
    await server.exits();
    await client.locator("[data-problem]", { hasText: "Connection to HealSpace lost." }).waitFor();
    await Promise.all(pages.map((page) => moreFrames(page, TRIALS.callFrames, 120_000)));
    server = new OwnProcess({ DATA_DIR: folder, PORT: new URL(url).port });
    await server.answers();
    await client.getByLabel("Message").fill("Still here");
    await client.getByRole("button", { name: "Send" }).click();
    await counsellor.getByText("Still here").waitFor();
    await Promise.all(pages.map((page) => moreFrames(page)));
    expect(await connectionsOf(pages)).to.deep.equal(made);
    expect(await client.locator("[data-waiting]").isVisible()).to.equal(false);
    const gaps = await Promise.all(pages.map(longestGap));
    console.log(
      `      longest gap between frames ${gaps.map(Math.round).join(" and ")} ms, before ${before.map(Math.round).join(" and ")}`,
    );
    // Starting the server takes both cores for a while. A page that lost the picture would wait for a new call, and longer.
    expect(Math.max(...gaps)).to.be.lessThan(GAP_MS + 3 * Math.max(...before));
  }).timeout(300_000);
});

/** How many connections each page has made so far: a call that went on made no other. */
function connectionsOf(pages: Page[]): Promise<number[]> {
  return Promise.all(pages.map((page) => page.evaluate(() => window.connections.length)));
}
