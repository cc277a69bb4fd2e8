import { expect } from "chai";
import type { BrowserContext } from "playwright-core";
import { startBrowserSite, type BrowserSite } from "../../support/browser-site.js";
import { findings } from "../../support/findings.js";
import { overlaps } from "../../support/overlaps.js";
import { join, openSession, seesFrames, spoken, type OpenSession } from "../../support/room-browsers.js";

describe("The call in the session room", () => {
  let site: BrowserSite;
  let session: OpenSession;

  before(async () => (site = await startBrowserSite()));
  after(() => site.stop());
  beforeEach(async () => (session = await openSession(site)));
  afterEach(() => site.closeAll());

  it("works by keyboard, announces its state, and has a chat that shows who is writing", async () => {
    const [kim, ana] = [await session.asKim({ width: 320 }), await session.asAna()];
    for (const page of [kim, ana]) await join(page);
    for (const page of [kim, ana]) await seesFrames(page);
    expect(await findings(kim)).to.deep.equal([]);
    expect(await findings(ana)).to.deep.equal([]);
    expect(await overlaps(ana)).to.deep.equal([]);

    await kim.keyboard.press("Alt+M");
    await spoken(kim, "Your microphone is muted.");
    await ana.getByText("Connected – Kim Weiss is muted").waitFor();
    for (const page of [kim, ana]) await page.locator("[data-private]:not([hidden])").waitFor();
    const words = await Promise.all([kim, ana].map((page) => page.getByText("Private:").innerText()));
    expect(words[0]).to.match(/^Private: (\S+ ){3}\S+$/);
    expect(words[1]).to.equal(words[0]);
    await kim.getByLabel("Message").press("Alt+C");
    await kim.locator("[data-stage]").focus();
    expect(await kim.locator("[data-camera]").getAttribute("aria-pressed")).to.equal("false");
    await kim.keyboard.press("Alt+C");
    await spoken(kim, "Your camera is off.");
    await ana.getByText("Kim Weiss is muted, with the camera off.").waitFor();
    // Nothing of the last picture shows behind these words.
    await ana.locator("[data-remote]").waitFor({ state: "hidden" });
    expect(await overlaps(ana)).to.deep.equal([]);

    await kim.setViewportSize({ width: 320, height: 400 });
    await kim.locator("[data-stage]").scrollIntoViewIfNeeded();
    await ana.getByLabel("Message").pressSequentially("Take your ");
    await kim.locator("[data-typing]", { hasText: "Ana Moreno is writing…" }).waitFor({ state: "attached" });
    await ana.getByLabel("Message").pressSequentially("time");
    await ana.keyboard.press("Enter");
    await ana.locator(".message-own[data-state=sent]").waitFor();
    expect(await kim.getByText("is writing…").count()).to.equal(0);
    expect(await kim.title()).to.match(/^\(1\) /);
    await kim.getByRole("button", { name: "Chat 1 new" }).click();
    await kim.getByText("Take your time").waitFor();
    await kim.getByRole("button", { name: "Chat", exact: true }).waitFor();
    expect(await kim.title()).to.not.match(/^\(/);

    // On a phone the call stays in reach above the chat.
    await kim.setViewportSize({ width: 320, height: 568 });
    await kim.getByRole("button", { name: "Chat" }).click();
    const inReach = [kim.getByRole("button", { name: "Mute" }), kim.getByLabel("Message")];
    for (const { y, height } of await Promise.all(inReach.map(async (place) => (await place.boundingBox())!))) {
      expect(y).to.be.within(0, 568 - height);
    }
    expect(await overlaps(kim)).to.deep.equal([]);
    await kim.getByRole("button", { name: "Back to the call" }).click();
    await kim.locator("[data-to-chat]:focus").waitFor();
  }).timeout(150_000);

  it("lets devices be chosen and a screen be shared in the middle of the call", async () => {
    const drawnScreen = (context: BrowserContext) =>
      context.addInitScript(() => {
        navigator.mediaDevices.getDisplayMedia = () => {
          const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 120 });
          setInterval(() => canvas.getContext("2d")!.fillRect(0, 0, Math.random() * 480, 120), 50);
          return Promise.resolve(canvas.captureStream(10));
        };
      });
    const [kim, ana] = [await session.asKim({ width: 320 }), await session.asAna({ prepare: drawnScreen })];
    for (const page of [kim, ana]) await join(page);
    for (const page of [kim, ana]) await seesFrames(page);
    const sees = (width: number) =>
      kim.waitForFunction(
        (wanted) => document.querySelector<HTMLVideoElement>("[data-remote]")!.videoWidth === wanted,
        width,
      );
    await ana.getByRole("button", { name: "Share screen" }).click();
    await spoken(ana, "You are sharing your screen.");
    await sees(480);
    const camera = ana.getByRole("button", { name: "Camera off" });
    expect(await camera.isDisabled()).to.equal(true);
    expect(await camera.getAttribute("aria-pressed")).to.equal("true");
    await ana.keyboard.press("Alt+C");
    await spoken(ana, "Your camera is off while you share your screen.");
    await ana.evaluate(showWeakLine);
    expect(await overlaps(ana)).to.deep.equal([]);
    await ana.getByRole("button", { name: "Stop sharing" }).click();
    await sees(640);
    expect(await camera.isDisabled()).to.equal(false);

    await kim.getByRole("button", { name: "More" }).click();
    expect(await overlaps(kim)).to.deep.equal([]);
    await kim.getByRole("button", { name: "Devices" }).click();
    const microphone = kim.getByRole("combobox", { name: "Microphone" });
    await microphone.selectOption({ label: "Fake Audio Input 2" });
    expect(await findings(kim)).to.deep.equal([]);
    await kim.getByRole("button", { name: "Done" }).click();
    await kim.getByRole("button", { name: "Devices" }).click();
    expect(await microphone.locator("option:checked").textContent()).to.equal("Fake Audio Input 2");
    await seesFrames(kim);
  }).timeout(150_000);

  it("reopens a microphone that the device muted, and says so", async () => {
    const [kim, ana] = [await session.asKim({ prepare: openSlowly }), await session.asAna()];
    for (const page of [kim, ana]) await join(page, "Audio");
    await ana.locator("[data-call-words]", { hasText: /^Connected$/ }).waitFor();
    await kim.evaluate(() => {
      const track = window.openedTracks[0]!;
      Object.defineProperty(track, "muted", { value: true });
      track.dispatchEvent(new Event("mute"));
    });
    const words = kim.getByRole("alert").filter({ hasText: "Your device muted your microphone." });
    await words.waitFor();
    await spoken(kim, "Press the microphone button to turn it back on.");
    await ana.getByText("Connected – Kim Weiss is muted").waitFor();
    await kim.getByRole("button", { name: "Mute" }).click();
    await words.waitFor({ state: "hidden" });
    await spoken(kim, "Your microphone is on.");
    await ana.locator("[data-call-words]", { hasText: /^Connected$/ }).waitFor();
    expect(await kim.evaluate(() => window.openedTracks.length)).to.equal(2);
  }).timeout(150_000);

  it("switches to another microphone when one is unplugged, and names it", async () => {
    const kim = await session.asKim({ prepare: openSlowly });
    await join(kim, "Audio");
    await kim.evaluate(() => window.openedTracks[0]!.dispatchEvent(new Event("ended")));
    await kim
      .getByRole("alert")
      .filter({ hasText: /^Your microphone was disconnected\. You are now using Fake .*\.$/ })
      .waitFor();
    expect(await kim.locator("[data-microphone]").getAttribute("aria-pressed")).to.equal("false");
    await kim.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotFoundError"));
      window.openedTracks[1]!.dispatchEvent(new Event("ended"));
    });
    await kim.getByRole("alert").filter({ hasText: "disconnected. No microphone was found." }).waitFor();
    await spoken(kim, "Your microphone is off.");
  }).timeout(150_000);

  it("shows the other person again after the device paused them", async () => {
    const [kim, ana] = [await session.asKim(), await session.asAna()];
    for (const page of [kim, ana]) await join(page);
    await seesFrames(kim);
    await kim.locator("[data-remote]").evaluate((video: HTMLVideoElement) => video.pause());
    await kim.waitForFunction(() => !document.querySelector<HTMLVideoElement>("[data-remote]")!.paused);
    await seesFrames(kim);
  }).timeout(150_000);

  it("offers another camera when one is unplugged, and turns none on by itself", async () => {
    const kim = await session.asKim({ prepare: openSlowly });
    await join(kim);
    const unplug = () => kim.evaluate(() => window.openedTracks.at(-1)!.dispatchEvent(new Event("ended")));
    const said = (words: string) => kim.getByRole("alert").filter({ hasText: words }).waitFor();
    await unplug();
    await said("Your camera was disconnected. Turn your camera on to use another one.");
    expect(await kim.evaluate(() => window.openedTracks.length)).to.equal(2);
    await kim.getByRole("button", { name: "Camera off" }).click();
    await spoken(kim, "Your camera is on.");
    await kim.evaluate(() => (navigator.mediaDevices.enumerateDevices = () => Promise.resolve([])));
    await unplug();
    await said("Your camera was disconnected. No camera was found. Plug one in and try again");
  }).timeout(150_000);

  it("releases every camera and microphone, however fast keys are pressed and whenever it is left", async () => {
    const kim = await session.asKim({ prepare: openSlowly });
    await join(kim, "Audio");
    const answer = () => kim.evaluate(() => window.answerMedia!());
    const asked = () => kim.waitForFunction(() => window.answerMedia !== undefined);
    const live = () => kim.evaluate(() => window.openedTracks.filter((track) => track.readyState === "live").length);
    await kim.evaluate(() => (window.isSlow = true));
    await kim.keyboard.press("Alt+C");
    await kim.keyboard.press("Alt+C");
    await asked();
    await answer();
    await spoken(kim, "Your camera is on.");
    expect(await live()).to.equal(2);
    await kim.keyboard.press("Alt+C");
    await spoken(kim, "Your camera is off.");
    expect(await live()).to.equal(1);
    await kim.keyboard.press("Alt+C");
    await asked();
    await kim.getByRole("button", { name: "Leave" }).click();
    await kim.getByRole("heading", { name: "You left the session." }).waitFor();
    await answer();
    expect(await live()).to.equal(0);
  }).timeout(150_000);

  it("shows video where the browser blocks sound, and starts the sound at the press of a button", async () => {
    const keepSilent = (context: BrowserContext) =>
      context.addInitScript(() => {
        const media = HTMLMediaElement.prototype as unknown as Record<
          string,
          (this: HTMLMediaElement) => Promise<void>
        >;
        const play = media.play!;
        let wasTouched = false;
        media.play = function () {
          if (this.muted || wasTouched) return play.call(this);
          return Promise.reject(new DOMException("", "NotAllowedError"));
        };
        document.addEventListener(
          "click",
          (event) => {
            wasTouched = (event.target as HTMLElement).matches("[data-sound-on]");
          },
          true,
        );
      });
    const [kim, ana] = [await session.asKim({ prepare: keepSilent, width: 320 }), await session.asAna({ width: 320 })];
    for (const page of [ana, kim]) await join(page);
    const soundOn = kim.getByRole("button", { name: "Turn the sound on" });
    await soundOn.waitFor();
    await seesFrames(kim);
    const isMuted = () => kim.evaluate(() => document.querySelector<HTMLVideoElement>("[data-remote]")!.muted);
    expect(await isMuted()).to.equal(true);
    expect(await findings(kim)).to.deep.equal([]);
    expect(await overlaps(kim)).to.deep.equal([]);
    await soundOn.click();
    await soundOn.waitFor({ state: "hidden" });
    expect(await isMuted()).to.equal(false);
    await seesFrames(kim);
  }).timeout(150_000);
});

declare global {
  interface Window {
    /** Every track that a camera or a microphone gave to this page. */
    openedTracks: MediaStreamTrack[];
    isSlow: boolean;
    /** Lets the device that is being opened open. */
    answerMedia?: (() => Promise<void>) | undefined;
  }
}

/** Keeps what is opened, and, while `isSlow`, opens nothing before `answerMedia` is called. */
function openSlowly(context: BrowserContext): Promise<unknown> {
  return context.addInitScript(() => {
    window.openedTracks = [];
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wanted) => {
      const opened = await open(wanted);
      window.openedTracks.push(...opened.getTracks());
      if (!window.isSlow) return opened;
      return new Promise((resolve) => {
        window.answerMedia = async () => {
          window.answerMedia = undefined;
          resolve(opened);
          await new Promise((done) => setTimeout(done));
        };
      });
    };
  });
}

/** As a weak line shows on the page. */
function showWeakLine(): void {
  document.querySelector<HTMLElement>("[data-line-note]")!.hidden = false;
  document.querySelector("[data-line-words]")!.textContent =
    "Your connection is weak, so we are sending only your sound.";
  document.querySelector("[data-overrule]")!.textContent = "Send video anyway";
}
