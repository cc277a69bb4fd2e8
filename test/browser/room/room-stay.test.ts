import { expect } from "chai";
import type { BrowserContext } from "playwright-core";
import { addMinutes } from "../../../src/appointments/appointment-rules.js";
import { stayInRoom } from "../../support/attend.js";
import { current } from "../../support/booking.js";
import { startBrowserSite, type BrowserSite } from "../../support/browser-site.js";
import { countTones } from "../../support/count-tones.js";
import { findings } from "../../support/findings.js";
import { overlaps } from "../../support/overlaps.js";
import { join, openAgain, openSession, seesFrames, spoken, type OpenSession } from "../../support/room-browsers.js";

describe("A stay in the session room", () => {
  let site: BrowserSite;
  let session: OpenSession;

  before(async () => (site = await startBrowserSite()));
  after(() => site.stop());
  beforeEach(async () => (session = await openSession(site)));
  afterEach(() => site.closeAll());

  it("delivers chat messages written while the other's connection was broken", async () => {
    const [kim, ana] = [await session.asKim(), await session.asAna()];
    let isCut = false;
    const cuts: (() => void)[] = [];
    await ana.routeWebSocket(/\/socket/, (browser) => {
      if (isCut) return void browser.close();
      const server = browser.connectToServer();
      cuts.push(() => void Promise.all([server.close(), browser.close()]));
    });
    await ana.reload();
    for (const page of [kim, ana]) await join(page, "Audio");
    await spoken(kim, "Ana Moreno is here.");
    for (const page of [kim, ana]) await page.locator("[data-call-state=connected]").waitFor();
    isCut = true;
    for (const cut of cuts) cut();
    await ana.locator("[data-problem]", { hasText: "Connection to HealSpace lost." }).waitFor();
    for (const text of ["First", "Second"]) {
      await kim.getByLabel("Message").fill(text);
      await kim.getByRole("button", { name: "Send" }).click();
    }
    await kim.getByText("Sending…").first().waitFor();
    // The call goes on, and with it the other person's being here.
    expect(await kim.locator("[data-say]").textContent()).to.equal("Ana Moreno is here.");
    expect(await kim.locator("[data-waiting-words]").textContent()).to.equal("Ana Moreno's camera is off.");
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
    await openAgain(ana);
    await join(ana, "Text");
    // A new arrival has nothing of the chat yet.
    for (const text of ["First", "Third"]) await ana.locator(".message-body", { hasText: text }).waitFor();
  }).timeout(150_000);

  it("leads from full screen to the chat, and counts unseen messages there", async () => {
    const [kim, ana] = [await session.asKim(), await session.asAna()];
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

  it("resumes after a reload without a click, as muted as before and with the chat", async () => {
    const [kim, ana] = [
      await session.asKim({ prepare: losesCamera, width: 320 }),
      await session.asAna({ prepare: countTones, width: 320 }),
    ];
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
    // On a slow machine she may have been away for a moment.
    expect(await ana.locator("[data-say]").textContent()).to.match(/^Kim Weiss is (here|back)\.$/);

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

  it("does not resume for someone who went to another page", async () => {
    const kim = await session.asKim();
    await join(kim, "Audio");
    await kim.goto(`/appointments/${session.id}`);
    expect(await kim.evaluate(() => Object.keys(sessionStorage).join())).to.not.contain("room:");
    await kim.goBack();
    await kim.getByText(/^Your connection is (good|fair|poor)/).waitFor();
    await kim.getByRole("button", { name: "Join session" }).waitFor();
  }).timeout(150_000);

  it("moves to a second tab, and the first says so and closes the camera", async () => {
    const first = await session.asKim();
    await join(first);
    const own = await first.evaluateHandle(() =>
      (document.querySelector<HTMLVideoElement>("[data-own]")!.srcObject as MediaStream).getTracks(),
    );
    const second = await first.context().newPage();
    await second.goto(`/appointments/${session.id}/room`);
    await join(second, "Audio");
    await first.getByRole("heading", { name: "You joined from another window." }).waitFor();
    expect(await findings(first)).to.deep.equal([]);
    expect(await own.evaluate((tracks) => tracks.map((track) => track.readyState))).to.deep.equal(["ended", "ended"]);
    await openAgain(first);
    await join(first, "Text");
    await second.getByRole("heading", { name: "You joined from another window." }).waitFor();
  }).timeout(150_000);

  it("says when five minutes are left, can be extended, and ends for both after a confirmation", async () => {
    const [kim, ana] = [await session.asKim(), await session.asAna()];
    for (const page of [kim, ana]) await join(page, "Audio");
    for (const page of [kim, ana]) await page.locator("[data-call-state=connected]").waitFor();
    await stayInRoom(site, session.id, 3);
    site.clock.moveTo(addMinutes((await current(session.id)).endsAt, -4.95));
    // Every change in the room tells both pages the time again.
    await ana.keyboard.press("Alt+M");
    await spoken(kim, "5 minutes left.");
    await kim.locator("[data-clock]", { hasText: /min in · 5 minutes left/ }).waitFor();
    expect(await overlaps(kim)).to.deep.equal([]);
    await ana.getByRole("button", { name: "Extend" }).click();
    await ana.getByRole("button", { name: "10 minutes" }).click();
    await spoken(kim, "The session is now 10 minutes longer.");
    await kim.getByText("15 min left").waitFor();
    await ana.getByRole("button", { name: "End session" }).click();
    expect(await findings(ana)).to.deep.equal([]);
    const sayEnd = () => ana.getByRole("dialog").getByRole("button", { name: "End session" }).click();
    const refused = { status: 503, json: { code: "unavailable", message: "Back soon." } };
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
});

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

/** A picture that was never shown has no tracks either. */
function remoteTracks(): number {
  const stream = document.querySelector<HTMLVideoElement>("[data-remote]")!.srcObject as MediaStream | null;
  return stream?.getTracks().length ?? 0;
}
