import { expect } from "chai";
import type { BrowserContext, Page } from "playwright-core";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { firstFrame, moreFrames, watchCalls, wordsOn } from "../support/call-watch.js";
import { join, openRoomPage, openSession, seesFrames, type OpenSession } from "../support/room-browsers.js";

describe("A call between two browsers", () => {
  let site: BrowserSite;
  let session: OpenSession;
  let kim: Page;
  let ana: Page;

  const both = <T>(act: (page: Page) => Promise<T>): Promise<[T, T]> => Promise.all([act(kim), act(ana)]);

  before(async () => {
    site = await startBrowserSite();
    session = await openSession(site);
    const prepare = async (context: BrowserContext): Promise<void> => {
      await watchCalls(context);
      await makeCertificatesSlowly(context);
    };
    const look = { prepare };
    [kim, ana] = await Promise.all([
      openRoomPage(site, session.client, session.id, look),
      openRoomPage(site, session.counsellor, session.id, look),
    ]);
    for (const page of [kim, ana]) page.setDefaultTimeout(30_000);
    await both((page) => join(page));
    await both((page) => moreFrames(page));
  });
  after(() => site.stop());

  it("connects at each of twenty joins, with frames on both sides", async () => {
    for (let round = 0; round < 10; round += 1) {
      await both((page) => page.reload());
      await both(firstFrame);
      await both((page) => moreFrames(page, 3));
    }
  }).timeout(90_000);

  it("shows the same four words on both sides, and keeps them when it is mended", async () => {
    const [hers, theirs] = await both(wordsOn);
    expect(hers).to.equal(theirs);
    await ana.evaluate(() => window.connections.at(-1)!.close());
    await both((page) => moreFrames(page));
    expect(await both(wordsOn)).to.deep.equal([hers, hers]);
  }).timeout(90_000);

  it("goes on when both sides restart at once", async () => {
    for (let round = 0; round < 3; round += 1) {
      await both((page) => page.evaluate(() => window.connections.at(-1)!.restartIce()));
      await both((page) => moreFrames(page));
    }
    await both((page) => page.waitForFunction(() => window.connections.at(-1)!.signalingState === "stable"));
    await both((page) => moreFrames(page));
  }).timeout(90_000);

  it("protects sound against loss, and leaves silence out", async () => {
    const described = await both((page) => page.evaluate(() => window.connections.at(-1)!.remoteDescription!.sdp));
    for (const sdp of described) {
      expect(sdp).to.match(/^a=fmtp:.*useinbandfec=1/m);
      expect(sdp).to.match(/^a=fmtp:.*usedtx=1/m);
    }
  });

  it("turns a camera off and on without a new connection", async () => {
    const made = await ana.evaluate(() => window.connections.length);
    await kim.keyboard.press("Alt+C");
    await ana.getByText("Kim Weiss's camera is off.").waitFor();
    await kim.keyboard.press("Alt+C");
    await moreFrames(ana);
    expect(await ana.evaluate(() => window.connections.length)).to.equal(made);
  }).timeout(90_000);

  it("goes on by sound alone, by text alone, and says what it used at the end", async () => {
    await seesFrames(kim);
    await kim.getByRole("button", { name: "Leave" }).click();
    await kim.getByText(/This call used [\d.]+ [kM]B of data\./).waitFor();
    expect(await kim.evaluate(() => window.connections.at(-1)!.connectionState)).to.equal("closed");
    for (const medium of ["Audio", "Text"] as const) {
      await kim.getByRole("button", { name: "Join again" }).click();
      await join(kim, medium);
      await kim.waitForFunction(() => window.connections.at(-1)?.connectionState === "connected");
      await moreFrames(kim);
      expect(await wordsOn(kim)).to.equal(await wordsOn(ana));
      await kim.getByRole("button", { name: "Leave" }).click();
      await kim.getByRole("heading", { name: "You left the session." }).waitFor();
    }
  }).timeout(90_000);
});

/** As on a busy old phone: the other side's first offer is there before the certificate. */
async function makeCertificatesSlowly(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const make = RTCPeerConnection.generateCertificate.bind(RTCPeerConnection);
    RTCPeerConnection.generateCertificate = (algorithm) =>
      new Promise((resolve) =>
        setTimeout(() => resolve(make(algorithm)), document.querySelector("[data-party=client]") ? 500 : 0),
      );
  });
}
