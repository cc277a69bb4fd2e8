/** Measures the time to a call's first picture over twenty joins on one machine, and the bytes of loading the session room. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { launchBrowser } from "../test/support/browser.js";
import { firstFrame, moreFrames } from "../test/support/call-watch.js";
import { OwnProcess } from "../test/support/own-process.js";
import { join, openDemoRoom } from "../test/support/room-browsers.js";

const ROUNDS = 10;

const data = await mkdtemp(path.join(tmpdir(), "healspace-bench-"));
const site = new OwnProcess({ PORT: "0", DATA_DIR: data });
const browser = await launchBrowser();
try {
  const url = await site.answers();
  const [client, counsellor] = await openDemoRoom(browser, url, site.output);
  await measureLoad(counsellor, url);
  await join(client);
  await measureFrames(counsellor);
} finally {
  await browser.close();
  site.kill("SIGTERM");
  await site.exits();
  await rm(data, { recursive: true, force: true });
}

/** Bytes transferred for the page with an empty cache, the connection check included. */
async function measureLoad(page: Page, url: string): Promise<void> {
  // Traffic of earlier visits does not count.
  await isDone(page);
  const network = await page.context().newCDPSession(page);
  const hosts = new Set<string>();
  let bytes = 0;
  network.on("Network.requestWillBeSent", ({ request }) => hosts.add(new URL(request.url).host));
  network.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await network.send("Network.enable");
  await network.send("Network.setCacheDisabled", { cacheDisabled: true });
  await page.reload();
  await isDone(page);
  await network.detach();
  hosts.delete(new URL(url).host);
  console.log(`loading the room: ${bytes} bytes, from ${hosts.size} other hosts`);
}

async function isDone(page: Page): Promise<void> {
  await page.locator("[data-line][data-grade]").waitFor();
  await page.waitForLoadState("networkidle");
}

/** The other person is already inside. The time from opening the page includes the click on "Join session". */
async function measureFrames(page: Page): Promise<void> {
  const opened: number[] = [];
  const reloaded: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.goto(page.url());
    await join(page);
    opened.push(await firstFrame(page));
    await moreFrames(page);
    await page.reload();
    reloaded.push(await firstFrame(page));
    await moreFrames(page);
    await page.getByRole("button", { name: "Leave" }).click();
  }
  console.log(`first frame ${words(opened)} after the second opens the room, ${words(reloaded)} after a reload`);
}

function words(took: number[]): string {
  return `${median(took).toFixed(0)} ms (median of ${ROUNDS}, slowest ${Math.max(...took).toFixed(0)})`;
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
