import axe from "axe-core";
import { expect } from "chai";
import type { BrowserContext, Page } from "playwright-core";
import { later } from "../../src/appointments/appointment-rules.js";
import { current } from "../support/booking.js";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { overlaps } from "../support/overlaps.js";
import { join, openRoomPage, openSession, seesFrames, type OpenSession } from "../support/room-browsers.js";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

describe("The session room in a browser", () => {
  let site: BrowserSite;
  let session: OpenSession;

  before(async () => (site = await startBrowserSite()));
  after(() => site.stop());
  beforeEach(async () => (session = await openSession(site)));
  afterEach(() => Promise.all(site.browser.contexts().map((context) => context.close())));

  type Prepare = { prepare?: (context: BrowserContext) => Promise<unknown>; width?: number };
  const asKim = (look: Prepare = {}) => openRoomPage(site, session.client, session.id, look);
  const asAna = (look: Prepare = {}) => openRoomPage(site, session.counsellor, session.id, look);
  const spoken = (page: Page, words: string) => page.locator("[data-say]", { hasText: words }).waitFor();

  it("lets everyone look at themselves, their line and who is there before they join", async () => {
    const [kim, ana] = [await asKim({ width: 320 }), await asAna()];
    await kim.getByText("Your connection is good: video should run smoothly.").waitFor();
    await kim.getByText("Ana Moreno is not in the room yet.").waitFor();
    await kim.getByRole("button", { name: "Check camera and microphone" }).click();
    await kim.waitForFunction(
      () =>
        document.querySelector<HTMLVideoElement>("[data-preview]")!.videoWidth > 0 &&
        document.querySelector<HTMLMeterElement>("[data-level]")!.value > 0,
    );
    await join(ana, "Text");
    await kim.getByText("Ana Moreno is here and waiting for you.").waitFor();
    expect(await findings(kim)).to.deep.equal([]);
  }).timeout(150_000);

  it("tells the one who waits what will happen, and rings when the other comes", async () => {
    const ana = await asAna({ prepare: countTones });
    await join(ana);
    await ana
      .getByText("If Kim Weiss does not come by 11:30, this session is cancelled. Their payment is not returned.")
      .waitFor();
    expect(await findings(ana)).to.deep.equal([]);
    expect(await overlaps(ana)).to.deep.equal([]);
    const kim = await asKim();
    await kim.getByLabel("Where are you right now?").fill("Lindenweg 4, Kiel");
    await kim.getByLabel("Whom should we call").fill("Lou, 0431 555");
    await join(kim, "Audio");
    await spoken(ana, "Kim Weiss is here.");
    await ana.locator("html[data-tones='2']").waitFor();
    await ana.getByText("Where Kim Weiss is").click();
    await ana.getByText("Lindenweg 4, Kiel").waitFor();
    await ana.getByText("Lou, 0431 555").waitFor();

    await kim.context().clearCookies();
    await kim.getByText("Where you are", { exact: true }).click();
    await kim.getByLabel("Where are you right now?").fill("Somewhere else");
    await kim.getByLabel("Where are you right now?").blur();
    await kim.getByText("You are signed out, so this could not be saved. Your counsellor cannot see it yet.").waitFor();
    await kim.getByRole("button", { name: "Save" }).waitFor();
    await ana.getByText("Lindenweg 4, Kiel").waitFor();
  }).timeout(150_000);

  it("tells on the appointment's page who waits, and rings there too", async () => {
    const [kim, ana] = [await asKim(), await asAna({ prepare: countTones })];
    const told = ana.locator("[data-here]");
    for (const mute of [false, true]) {
      await ana.goto(`/appointments/${session.id}`);
      await ana.getByRole("checkbox", { name: "Ring a bell when Kim Weiss arrives" }).setChecked(!mute);
      await join(kim, "Text");
      await told.filter({ hasText: "Kim Weiss is here and waiting for you." }).waitFor();
      if (mute) expect(await ana.locator("html").getAttribute("data-tones")).to.equal(null);
      else await ana.locator("html[data-tones='2']").waitFor();
      expect(await findings(ana)).to.deep.equal([]);
      await kim.getByRole("button", { name: "Leave" }).click();
      await told.filter({ hasText: /^$/ }).waitFor({ state: "attached" });
      await kim.getByRole("button", { name: "Join again" }).click();
    }
    await ana.goto(`/appointments/${session.id}`);
    await ana.evaluate(() => (window.AudioContext = undefined as never));
    await ana.getByRole("checkbox", { name: "Ring a bell when Kim Weiss arrives" }).check();
    await join(kim, "Text");
    await told.filter({ hasText: "Kim Weiss is here and waiting for you." }).waitFor();
  }).timeout(150_000);

  it("tells the one who waited in vain what became of the session and the payment", async () => {
    const kim = await asKim();
    await join(kim, "Text");
    await kim
      .getByText("If Ana Moreno does not come by 11:30, this session is cancelled and your payment returned.")
      .waitFor();
    site.clock.advance({ minutes: 30 });
    await site.sweep();
    await kim.getByRole("heading", { name: "This session was cancelled." }).waitFor();
    await kim.getByText(/Ana Moreno did not come. Your 60.00 € (are on their way back|were returned)\./).waitFor();
  }).timeout(150_000);

  it("is worked by keyboard, says how things stand, and has a chat that shows who writes", async () => {
    const [kim, ana] = [await asKim({ width: 320 }), await asAna()];
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

  it("hands over in the chat what was written while the other's connection was broken", async () => {
    const [kim, ana] = [await asKim(), await asAna()];
    let isCut = false;
    const cuts: (() => void)[] = [];
    await ana.routeWebSocket("**/socket", (browser) => {
      if (isCut) return void browser.close();
      const server = browser.connectToServer();
      cuts.push(() => void Promise.all([server.close(), browser.close()]));
    });
    await ana.reload();
    for (const page of [kim, ana]) await join(page, "Text");
    await spoken(kim, "Ana Moreno is here.");
    for (const page of [kim, ana]) await page.locator("[data-call-state=connected]").waitFor();
    isCut = true;
    for (const cut of cuts) cut();
    await ana.locator("[data-problem]", { hasText: "The connection to HealSpace is lost." }).waitFor();
    for (const text of ["First", "Second"]) {
      await kim.getByLabel("Message").fill(text);
      await kim.getByRole("button", { name: "Send" }).click();
    }
    await kim.getByText("Sending…").first().waitFor();
    // The call goes on, and with it the other person's being here.
    expect(await kim.locator("[data-say]").textContent()).to.equal("Ana Moreno is here.");
    expect(await kim.locator("[data-waiting-words]").textContent()).to.equal(
      "Ana Moreno is muted, with the camera off.",
    );
    isCut = false;
    for (const text of ["First", "Second"]) await ana.locator(".message-body", { hasText: text }).waitFor();
    expect(await ana.locator(".message").count()).to.equal(2);
    await kim.locator(".message-own[data-state=sent]").nth(1).waitFor();

    await ana.getByRole("button", { name: "Leave" }).click();
    await spoken(kim, "Ana Moreno is away.");
    await kim.locator("[data-call-words]", { hasText: /^Waiting$/ }).waitFor();
    expect(await kim.evaluate(remoteTracks)).to.equal(0);
    await kim.getByLabel("Message").fill("Third");
    await kim.keyboard.press("Enter");
    await kim.getByText("Arrives when Ana Moreno is here").waitFor();
    await ana.getByRole("button", { name: "Join again" }).click();
    await join(ana, "Text");
    // Whoever comes anew has nothing of the chat yet.
    for (const text of ["First", "Third"]) await ana.locator(".message-body", { hasText: text }).waitFor();
  }).timeout(150_000);

  it("lets every camera and microphone go, however fast its keys are pressed and whenever it is left", async () => {
    const kim = await asKim({ prepare: openSlowly });
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

  it("says when five minutes are left, can be made longer, and ends for both after a question", async () => {
    const [kim, ana] = [await asKim(), await asAna()];
    for (const page of [kim, ana]) await join(page, "Text");
    for (const page of [kim, ana]) await page.locator("[data-call-state=connected]").waitFor();
    site.clock.moveTo(later((await current(session.id)).endsAt, -4.5));
    // Whatever changes in the room tells both pages the time anew.
    await ana.keyboard.press("Alt+M");
    await spoken(kim, "5 minutes left.");
    await kim.locator("[data-clock]", { hasText: /min in · 5 minutes left/ }).waitFor();
    expect(await overlaps(kim)).to.deep.equal([]);
    await ana.getByRole("button", { name: "Extend" }).click();
    await ana.getByRole("button", { name: "10 minutes" }).click();
    await spoken(kim, "The session is 10 minutes longer now.");
    await kim.getByText("15 min left").waitFor();
    await ana.getByRole("button", { name: "End session" }).click();
    expect(await findings(ana)).to.deep.equal([]);
    const sayEnd = () => ana.getByRole("dialog").getByRole("button", { name: "End session" }).click();
    const refused = { status: 503, contentType: "text/html", body: "<div class=banner-body><p>Back soon.</p></div>" };
    await ana.route("**/end", (route) => route.fulfill(refused), { times: 1 });
    await sayEnd();
    await ana.locator("[data-problem]", { hasText: "Back soon." }).waitFor();
    await ana.getByRole("button", { name: "End session" }).click();
    await sayEnd();
    for (const page of [kim, ana]) {
      await page.getByRole("heading", { name: "The session has ended." }).waitFor();
      await page.getByText(/This call used \d+(\.\d)? [kM]B of data\./).waitFor();
    }
    expect(await findings(kim)).to.deep.equal([]);
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
    const [kim, ana] = [await asKim({ width: 320 }), await asAna({ prepare: drawnScreen })];
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

  it("leads from the full screen to the chat, and counts there what was not seen", async () => {
    const [kim, ana] = [await asKim(), await asAna()];
    for (const page of [kim, ana]) await join(page, "Text");
    await kim.getByRole("button", { name: "Full screen" }).click();
    await kim.getByRole("button", { name: "Full screen", pressed: true }).waitFor();
    await ana.getByLabel("Message").fill("Can you read this?");
    await ana.keyboard.press("Enter");
    await kim.getByRole("button", { name: "Chat 1 new" }).click();
    await kim.locator("textarea:focus").waitFor();
    await kim.getByRole("button", { name: "Full screen", pressed: false }).waitFor();
    await kim.getByRole("button", { name: "Chat", exact: true }).waitFor();
  }).timeout(150_000);

  it("is come back to after a reload without a click, as muted as before and with the chat", async () => {
    const [kim, ana] = [await asKim({ prepare: losesCamera }), await asAna({ prepare: countTones })];
    for (const page of [ana, kim]) await join(page);
    for (const page of [kim, ana]) await seesFrames(page);
    for (const page of [kim, ana]) {
      await page.getByLabel("Message").fill("Good morning");
      await page.keyboard.press("Enter");
      await page.locator(".message-own[data-state=sent]").waitFor();
    }
    await kim.getByLabel("Message").pressSequentially("Half a");
    await kim.locator("[data-stage]").focus();
    await ana.locator("html[data-tones='2']").waitFor();
    await kim.keyboard.press("Alt+M");
    await ana.getByText("Connected – Kim Weiss is muted").waitFor();
    await kim.reload();
    for (const page of [kim, ana]) await seesFrames(page);
    await ana.getByText("Connected – Kim Weiss is muted").waitFor();
    expect(await kim.getByRole("button", { name: "Mute" }).getAttribute("aria-pressed")).to.equal("true");
    expect(await kim.locator(".message-body").allTextContents()).to.deep.equal(["Good morning", "Good morning"]);
    expect(await kim.getByLabel("Message").inputValue()).to.equal("Half a");
    expect(await ana.locator("html").getAttribute("data-tones")).to.equal("2");
    expect(await ana.locator("[data-say]").textContent()).to.equal("Kim Weiss is here.");

    await kim.evaluate(() => sessionStorage.setItem("camera", "lost"));
    await kim.reload();
    await kim.locator("[data-problem]", { hasText: "does not let this page use your camera" }).waitFor();
    await ana.getByText("Connected – Kim Weiss is muted").waitFor();
    const stored = () => kim.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("room:")));
    expect(await stored()).to.have.length(2);
    const used = await kim.evaluate(() => Number(/bytes\W+(\d+)/.exec(JSON.stringify(sessionStorage))?.[1] ?? 0));
    await kim.getByRole("button", { name: "Leave" }).click();
    const words = await kim.getByText(/This call used \d+(\.\d)? [kM]B of data\./).innerText();
    expect(used).to.be.greaterThan(0);
    const [, amount, unit] = /([\d.]+) ([kM])B/.exec(words)!;
    expect(Number(amount) * (unit === "M" ? 1e6 : 1e3)).to.be.at.least(used * 0.9);
    expect(await stored()).to.deep.equal([]);
    await kim.reload();
    await kim.getByRole("button", { name: "Join session" }).waitFor();
  }).timeout(150_000);

  it("is not come back to by one who went to another page", async () => {
    const kim = await asKim();
    await join(kim, "Audio");
    await kim.goto(`/appointments/${session.id}`);
    expect(await kim.evaluate(() => Object.keys(sessionStorage).join())).to.not.contain("room:");
    await kim.goBack();
    await kim.getByText("Your connection is good").waitFor();
    await kim.getByRole("button", { name: "Join session" }).waitFor();
  }).timeout(150_000);

  it("goes over to a second tab, and the first says so and lets the camera go", async () => {
    const first = await asKim();
    await join(first);
    await first.evaluate(() => {
      const own = document.querySelector<HTMLVideoElement>("[data-own]")!.srcObject as MediaStream;
      window.openedTracks = own.getTracks();
    });
    const second = await first.context().newPage();
    await second.goto(`/appointments/${session.id}/room`);
    await join(second, "Audio");
    await first.getByRole("heading", { name: "You joined from another window." }).waitFor();
    expect(await findings(first)).to.deep.equal([]);
    expect(await first.evaluate(() => window.openedTracks.map((track) => track.readyState))).to.deep.equal([
      "ended",
      "ended",
    ]);
    await first.getByRole("button", { name: "Join again" }).click();
    await join(first, "Text");
    await second.getByRole("heading", { name: "You joined from another window." }).waitFor();
  }).timeout(150_000);

  it("helps where the camera was refused, and lets its person in by audio or text all the same", async () => {
    const refuse = (context: BrowserContext) =>
      context.addInitScript(() => {
        const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = (wanted) =>
          wanted?.video ? Promise.reject(new DOMException("", "NotAllowedError")) : open(wanted);
      });
    const kim = await asKim({ prepare: refuse, width: 320 });
    for (const way of ["audio", "text"]) {
      await kim.getByRole("button", { name: "Join session" }).click();
      const help = kim.getByRole("alert").filter({ hasText: "Click the picture left of the address" });
      await help.waitFor();
      const { y, height } = (await help.boundingBox())!;
      expect(y).to.be.within(0, 800 - height);
      expect(await findings(kim)).to.deep.equal([]);
      await kim.getByRole("button", { name: `Join by ${way}` }).click();
      await kim.getByRole("button", { name: "Leave" }).waitFor();
      await kim.keyboard.press("Alt+C");
      await kim.getByRole("alert").filter({ hasText: "does not let this page use your camera" }).waitFor();
      expect(await overlaps(kim)).to.deep.equal([]);
      await kim.getByRole("button", { name: "Leave" }).click();
      await kim.getByRole("button", { name: "Join again" }).click();
    }
  }).timeout(150_000);

  it("shows the picture where the browser keeps the page silent, and brings the sound at a touch of a button", async () => {
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
    const [kim, ana] = [await asKim({ prepare: keepSilent, width: 320 }), await asAna()];
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

  it("begins by audio where the device asks to save data", async () => {
    const save = (context: BrowserContext) =>
      context.addInitScript(() => Object.defineProperty(navigator, "connection", { value: { saveData: true } }));
    const kim = await asKim({ prepare: save });
    expect(await kim.getByRole("radio", { name: "Audio" }).isChecked()).to.equal(true);
    await kim.getByText("Your device asks to save data").waitFor();
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

/** Refuses the camera once the session storage says that it is lost. */
function losesCamera(context: BrowserContext): Promise<unknown> {
  return context.addInitScript(() => {
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (wanted) =>
      wanted?.video && sessionStorage.getItem("camera") === "lost"
        ? Promise.reject(new DOMException("", "NotAllowedError"))
        : open(wanted);
  });
}

function remoteTracks(): number {
  return (document.querySelector<HTMLVideoElement>("[data-remote]")!.srcObject as MediaStream).getTracks().length;
}

/** Counts the tones that a page makes on its root element. */
function countTones(context: BrowserContext): Promise<unknown> {
  return context.addInitScript(() => {
    const sounds = AudioContext.prototype as unknown as Record<string, (this: AudioContext) => OscillatorNode>;
    const make = sounds.createOscillator!;
    sounds.createOscillator = function () {
      document.documentElement.dataset.tones = String(Number(document.documentElement.dataset.tones ?? 0) + 1);
      return make.call(this);
    };
  });
}

/** As a weak line shows on the page. */
function showWeakLine(): void {
  document.querySelector<HTMLElement>("[data-line-note]")!.hidden = false;
  document.querySelector("[data-line-words]")!.textContent = "Your line is weak: only your sound is sent for now.";
  document.querySelector("[data-overrule]")!.textContent = "Send the picture all the same";
}

/** What axe finds in both themes, and whether the page is too wide. */
async function findings(page: Page): Promise<string[]> {
  const found: string[] = [];
  await page.evaluate(axe.source);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await page.evaluate(
      (values) => (window as unknown as { axe: typeof axe }).axe.run({ runOnly: { type: "tag", values } }),
      RULES,
    );
    for (const { id, nodes } of violations) {
      found.push(`${colorScheme}: ${id} at ${nodes.map(({ target }) => String(target)).join(", ")}`);
    }
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return wide > 0 ? [...found, `is ${wide} px too wide`] : found;
}
