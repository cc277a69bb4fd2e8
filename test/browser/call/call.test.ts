import { expect } from "chai";
import type { BrowserContext, Page } from "playwright-core";
import { startBrowserSite, type BrowserSite } from "../../support/browser-site.js";
import { bareCall, firstFrame, moreFrames, watchCalls, wordsOn } from "../../support/call-watch.js";
import { join, openAgain, openSession, seesFrames } from "../../support/room-browsers.js";
import { TRIALS } from "../../support/trials.js";

describe("A call between two browsers", () => {
  let site: BrowserSite;
  let kim: Page;
  let ana: Page;

  const both = <T>(act: (page: Page) => Promise<T>): Promise<[T, T]> => Promise.all([act(kim), act(ana)]);

  before(async function () {
    this.timeout(150_000);
    site = await startBrowserSite();
    const session = await openSession(site);
    const prepare = async (context: BrowserContext): Promise<void> => {
      await watchCalls(context);
      await makeCertificatesSlowly(context);
    };
    // A small picture costs little to draw.
    const look = { prepare, width: 390 };
    [kim, ana] = await Promise.all([session.asKim(look), session.asAna(look)]);
    for (const page of [kim, ana]) page.setDefaultTimeout(120_000);
    await both((page) => join(page));
    await both((page) => moreFrames(page));
  });
  after(() => site.stop());

  it(`connects at each of ${2 * TRIALS.joins} joins, with frames on both sides`, async () => {
    const base = median([await bareCall(kim), await bareCall(ana), await bareCall(kim)]);
    const took: number[] = [];
    for (let round = 0; round < TRIALS.joins; round += 1) {
      await both((page) => page.reload());
      took.push(...(await both(firstFrame)));
      await both((page) => moreFrames(page, 3));
    }
    took.sort((one, other) => one - other);
    console.log(
      `      first frame ${ms(took[0])} to ${ms(took.at(-1))} ms after opening, half within ${ms(median(took))}; a bare call ${ms(base)}`,
    );
    expect(took).to.have.length(2 * TRIALS.joins);
  }).timeout(300_000);

  it("is joined again when one of them reloads", async () => {
    const took: number[] = [];
    for (const page of [kim, ana, kim]) {
      await page.reload();
      took.push(await firstFrame(page));
      await both((one) => moreFrames(one, 3));
    }
    console.log(`      first frame ${took.map(ms).join(", ")} ms after a reload`);
  }).timeout(150_000);

  it("shows the same four words on both sides, and keeps them when it is mended", async () => {
    const [hers, theirs] = await both(wordsOn);
    expect(hers).to.equal(theirs);
    await ana.evaluate(() => window.connections.at(-1)!.close());
    await both((page) => moreFrames(page));
    expect(await both(wordsOn)).to.deep.equal([hers, hers]);
  }).timeout(150_000);

  it("continues when both sides restart at once", async () => {
    for (let round = 0; round < 3; round += 1) {
      await both((page) => page.evaluate(() => window.connections.at(-1)!.restartIce()));
      await both((page) => moreFrames(page));
    }
    await both((page) => page.waitForFunction(() => window.connections.at(-1)!.signalingState === "stable"));
    await both((page) => moreFrames(page));
  }).timeout(150_000);

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
  }).timeout(150_000);

  it("treats a camera that the system mutes as off, and a still picture as no fault", async () => {
    const made = await ana.evaluate(() => window.connections.length);
    const silence = (muted: boolean) =>
      kim.evaluate((now) => {
        const own = document.querySelector<HTMLVideoElement>("[data-own]")!.srcObject as MediaStream;
        const camera = own.getVideoTracks()[0]!;
        Object.defineProperty(camera, "muted", { value: now, configurable: true });
        camera.dispatchEvent(new Event(now ? "mute" : "unmute"));
      }, muted);
    await silence(true);
    await ana.getByText("Kim Weiss's camera is off.").waitFor();
    await silence(false);
    await ana.getByText("Kim Weiss's camera is off.").waitFor({ state: "hidden" });
    await moreFrames(ana);

    const tells = (still: boolean) =>
      kim.waitForFunction((words) => window.told.some((one) => one.includes(words)), `"still":${still}`);
    await kim.evaluate(async () => {
      window.told = [];
      const sender = window.connections
        .at(-1)!
        .getSenders()
        .find(({ track }) => track?.kind === "video")!;
      const still = document.createElement("canvas");
      still.getContext("2d");
      const camera = sender.track;
      await sender.replaceTrack(still.captureStream(0).getVideoTracks()[0]!);
      setTimeout(() => void sender.replaceTrack(camera), 4000);
    });
    await tells(true);
    await tells(false);
    await moreFrames(ana);
    expect(await ana.evaluate(() => window.connections.length)).to.equal(made);
  }).timeout(150_000);

  it("continues by sound, is no more when one of them is there by text, and says at the end how much data it used", async () => {
    await seesFrames(kim);
    await kim.getByRole("button", { name: "Leave" }).click();
    await kim.getByText(/This call used [\d.]+ [kM]B of data\./).waitFor();
    expect(await kim.evaluate(() => window.connections.at(-1)!.connectionState)).to.equal("closed");
    await openAgain(kim);
    await join(kim, "Audio");
    await kim.waitForFunction(() => window.connections.at(-1)?.connectionState === "connected");
    await moreFrames(kim);
    expect(await wordsOn(kim)).to.equal(await wordsOn(ana));
    await kim.getByRole("button", { name: "Leave" }).click();
    await openAgain(kim);
    await join(kim, "Text");
    await ana.getByText("By text: Kim Weiss has not joined the call").waitFor();
    expect(await kim.evaluate(() => window.connections.length)).to.equal(0);
    expect(await ana.evaluate(() => window.connections.at(-1)!.connectionState)).to.equal("closed");
    await kim.getByRole("button", { name: "Join the call" }).click();
    await moreFrames(kim);
    expect(await wordsOn(kim)).to.equal(await wordsOn(ana));
  }).timeout(150_000);
});

const ms = (milliseconds: number | undefined): number => Math.round(milliseconds ?? NaN);

function median(values: number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]!;
}

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
