import { expect } from "chai";
import type { BrowserContext } from "playwright-core";
import { AccountModel, phonePlace } from "../../../src/accounts/account-model.js";
import { addMinutes } from "../../../src/appointments/appointment-rules.js";
import { format } from "../../../src/web/format.js";
import { stayInRoom } from "../../support/attend.js";
import { current } from "../../support/booking.js";
import { startBrowserSite, type BrowserSite } from "../../support/browser-site.js";
import { watchCalls } from "../../support/call-watch.js";
import { countTones } from "../../support/count-tones.js";
import { findings } from "../../support/findings.js";
import { overlaps } from "../../support/overlaps.js";
import { join, openAgain, openSession, seesFrames, spoken, type OpenSession } from "../../support/room-browsers.js";

describe("The session room before both are there", () => {
  let site: BrowserSite;
  let session: OpenSession;

  before(async () => (site = await startBrowserSite()));
  after(() => site.stop());
  beforeEach(async () => (session = await openSession(site)));
  afterEach(() => site.closeAll());

  const givenUpAt = (): string => format.time(addMinutes(session.startsAt, 30), "Europe/Berlin");

  it("shows people themselves, their connection and who is there before they join", async () => {
    const [kim, ana] = [await session.asKim({ width: 320 }), await session.asAna()];
    await kim.getByText(/^Your connection is (good|fair|weak)/).waitFor();
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

  it("says so when its script does not load, and offers to load it again", async () => {
    const kim = await session.asKim({ width: 320 });
    await kim.route(/\/room\.\w+\.js$/, (route) => route.abort());
    await kim.reload();
    const again = kim.getByRole("link", { name: "Load it again" });
    await again.waitFor();
    expect(await findings(kim)).to.deep.equal([]);
    await kim.unrouteAll();
    await again.click();
    await kim.getByRole("button", { name: "Join session" }).waitFor();
    expect(await again.count()).to.equal(0);
  });

  it("opens by itself, whatever the phone's clock shows", async () => {
    const anHourBehind = (context: BrowserContext) =>
      context.addInitScript(() => {
        const now = Date.now;
        Date.now = () => now() - 3_600_000;
      });
    const almostOpen = (): void => site.clock.moveTo(addMinutes(session.startsAt, -10 - 1 / 12));
    const kim = await session.asKim({ prepare: (context) => anHourBehind(context).then(almostOpen) });
    almostOpen();
    await kim.goto(`/appointments/${session.id}`);
    await kim.getByText("The session room opens on").waitFor();
    await kim.getByRole("link", { name: "Join session" }).waitFor();
  }).timeout(150_000);

  it("begins by audio where the device asks to save data", async () => {
    const save = (context: BrowserContext) =>
      context.addInitScript(() => Object.defineProperty(navigator, "connection", { value: { saveData: true } }));
    const kim = await session.asKim({ prepare: save });
    expect(await kim.getByRole("radio", { name: "Audio" }).isChecked()).to.equal(true);
    await kim.getByText("Your device asks to save data").waitFor();
  }).timeout(150_000);

  it("says when a browser cannot make calls, and still lets people in by text", async () => {
    const takeAway = (context: BrowserContext) =>
      context.addInitScript(() => Reflect.deleteProperty(window, "RTCPeerConnection"));
    const [kim, ana] = [await session.asKim({ prepare: takeAway }), await session.asAna({ prepare: watchCalls })];
    await kim.getByText("This browser can't make video or audio calls. You can join by text here.").waitFor();
    for (const name of ["Video", "Audio"]) expect(await kim.getByRole("radio", { name }).isDisabled()).to.equal(true);
    for (const words of await kim.getByText(/Checking your connection|Check camera/).all())
      expect(await words.isVisible()).to.equal(false);
    expect(await findings(kim)).to.deep.equal([]);

    await join(ana, "Text");
    await kim.getByRole("button", { name: "Join session" }).click();
    await kim.getByText("By text: this browser can't make calls").waitFor();
    await ana.locator("[data-call-words]", { hasText: /^By text$/ }).waitFor();
    await ana.getByText("Kim Weiss is here. You can write to each other in the chat.").waitFor();
    for (const name of ["Mute", "Camera off"]) expect(await kim.getByRole("button", { name }).count()).to.equal(0);
    await kim.getByLabel("Message", { exact: true }).fill("Hello by text");
    await kim.keyboard.press("Enter");
    await ana.locator(".message", { hasText: "Hello by text" }).waitFor();
    expect(await ana.evaluate(() => window.connections.length)).to.equal(0);
    expect(await kim.getByRole("button", { name: "Join the call" }).count()).to.equal(0);
    await kim.locator(".message-own[data-state=sent]").waitFor();
  }).timeout(150_000);

  it("helps where the camera is blocked, and still lets people in by audio or text", async () => {
    const refuse = (context: BrowserContext) =>
      context.addInitScript(() => {
        const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = (wanted) =>
          wanted?.video ? Promise.reject(new DOMException("", "NotAllowedError")) : open(wanted);
      });
    const kim = await session.asKim({ prepare: refuse, width: 320 });
    for (const way of ["audio", "text"]) {
      await kim.getByRole("button", { name: "Join session" }).click();
      const help = kim.getByRole("group", { name: "Click the icon left of the address" });
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
      await openAgain(kim);
    }
  }).timeout(150_000);

  it("explains an unanswered permission prompt, and lets people join by text immediately", async () => {
    const neverAnswer = (context: BrowserContext) =>
      context.addInitScript(() => {
        navigator.mediaDevices.getUserMedia = () => new Promise(() => undefined);
      });
    const kim = await session.asKim({ prepare: neverAnswer });
    await kim.getByRole("button", { name: "Join session" }).click();
    await kim.getByText("Waiting for your microphone and camera. If your browser asks").waitFor();
    await kim.getByRole("button", { name: "Join by text" }).click();
    await kim.getByRole("button", { name: "Leave" }).waitFor();

    const again = await session.asKim({ prepare: neverAnswer });
    await again.getByRole("button", { name: "Join session" }).click();
    await join(again, "Text");
  }).timeout(150_000);

  it("lets people with a camera but no microphone in by video", async () => {
    const noMicrophone = (context: BrowserContext) =>
      context.addInitScript(() => {
        const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = (wanted) =>
          wanted?.audio ? Promise.reject(new DOMException("", "NotFoundError")) : open(wanted);
      });
    const [kim, ana] = [await session.asKim({ prepare: noMicrophone }), await session.asAna()];
    await join(ana);
    await kim.getByRole("button", { name: "Join session" }).click();
    await kim.getByRole("button", { name: "Join by video without sound" }).click();
    await seesFrames(ana);
  }).timeout(150_000);

  it("tells someone waiting what will happen, and rings when the other person arrives", async () => {
    await givePhone(site, session.id, "+49 431 7788");
    const ana = await session.asAna({ prepare: countTones });
    await join(ana);
    await ana
      .getByText(
        `If Kim Weiss does not come by ${givenUpAt()}, this session is cancelled. Their payment is not refunded.`,
      )
      .waitFor();
    expect(await findings(ana)).to.deep.equal([]);
    expect(await overlaps(ana)).to.deep.equal([]);
    const kim = await session.asKim();
    await kim.getByLabel("Where are you right now?").fill("Lindenweg 4, Kiel");
    await kim.getByLabel("Whom should we call").fill("Lou, 0431 555");
    await join(kim, "Audio");
    await spoken(ana, "Kim Weiss is here.");
    await ana.locator("html[data-tones='2']").waitFor();
    await ana.getByText("Where Kim Weiss is").click();
    await ana.getByText("Lindenweg 4, Kiel").waitFor();
    await ana.getByText("Lou, 0431 555").waitFor();
    await ana.getByText("+49 431 7788").waitFor();
    expect(await ana.getByText("Emergency contact", { exact: true }).isVisible(), "none was named").to.equal(false);

    await kim.context().clearCookies();
    await kim.getByText("Where you are", { exact: true }).click();
    await kim.getByLabel("Where are you right now?").fill("Somewhere else");
    await kim.getByLabel("Where are you right now?").blur();
    await kim.getByText("You are signed out, so this could not be saved. Your counsellor cannot see it yet.").waitFor();
    await kim.getByRole("button", { name: "Save" }).waitFor();
    await ana.getByText("Lindenweg 4, Kiel").waitFor();
  }).timeout(150_000);

  it("shows on the appointment's page who is waiting, and rings there too", async () => {
    const [kim, ana] = [await session.asKim(), await session.asAna({ prepare: countTones })];
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
      await openAgain(kim);
    }
    await ana.goto(`/appointments/${session.id}`);
    await ana.evaluate(() => (window.AudioContext = undefined as never));
    await ana.getByRole("checkbox", { name: "Ring a bell when Kim Weiss arrives" }).check();
    await join(kim, "Text");
    await told.filter({ hasText: "Kim Weiss is here and waiting for you." }).waitFor();
  }).timeout(150_000);

  it("tells someone who waited in vain what happened to the session and the payment", async () => {
    const kim = await session.asKim();
    await join(kim, "Text");
    await kim
      .getByText(
        `If Ana Moreno does not come by ${givenUpAt()}, this session is cancelled and your payment is refunded.`,
      )
      .waitFor();
    await stayInRoom(site, session.id, 30, ["client"]);
    await site.sweep();
    await kim.getByRole("heading", { name: "This session was cancelled." }).waitFor();
    await kim
      .getByText(
        /because Ana Moreno did not come in the first 30 minutes. Your refund of 60.00 € (is on its way|has arrived)\./,
      )
      .waitFor();
  }).timeout(150_000);
});

/** Puts a telephone number into the account of a session's client. */
async function givePhone({ services }: BrowserSite, appointmentId: string, number: string): Promise<void> {
  const { clientId } = await current(appointmentId);
  await AccountModel.updateOne(
    { _id: clientId },
    { $set: { phone: services.secrets.seal(number, phonePlace(clientId)) } },
  );
}
