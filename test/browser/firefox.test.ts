import { expect } from "chai";
import type { Browser, Page } from "puppeteer-core";
import { AppointmentModel } from "../../src/appointments/appointment-model.js";
import { startConversationSite, write, type ConversationSite } from "../support/conversation-site.js";
import { firefoxPath, launchFirefox, openInFirefox } from "../support/firefox.js";
import { join, seesFrames } from "../support/room-browsers.js";

const WITHIN = { timeout: 20_000 };
const FRAMES = 10;
const executable = firefoxPath();

describe(`Between Chromium and Firefox${executable ? "" : " (skipped: there is no Firefox; FIREFOX_PATH may name one)"}`, () => {
  let site: ConversationSite;
  let firefox: Browser;

  before(async function () {
    if (!executable) return this.skip();
    [site, firefox] = await Promise.all([startConversationSite(), launchFirefox(executable)]);
  });
  after(async () => {
    await firefox?.close();
    await site?.stop();
  });
  afterEach(() => site.closeAll());

  it("people read each other's messages, and see that they were seen", async () => {
    const kim = await site.open(site.kim);
    const ana = await openInFirefox(firefox, site, site.ana, site.path);
    await write(kim, "Hello from Chromium");
    await shows(ana, "Hello from Chromium");
    await kim.getByText("Seen", { exact: true }).waitFor();
    await writeIn(ana, "Hello from Firefox");
    await kim.getByText("Hello from Firefox").waitFor();
    await ana.waitForFunction(() => document.querySelector(".message-own .message-meta")?.textContent.includes("Seen"));
    await ana.close();
  });

  it("a call shows each the other's picture, the same four words, and the room chat", async () => {
    const { _id, startsAt } = await AppointmentModel.findOne().orFail().lean();
    site.clock.moveTo(startsAt);
    const at = `/appointments/${String(_id)}/room`;
    const kim = await site.open(site.kim, { at });
    const ana = await openInFirefox(firefox, site, site.ana, at);
    await join(kim);
    await ana.locator("[data-join]").click();
    await Promise.all([seesFrames(kim, FRAMES), firefoxSeesFrames(ana)]);
    await writeIn(ana, "Can you see me?");
    await kim.getByText("Can you see me?").waitFor();
    await kim.getByLabel("Message").fill("I can");
    await kim.keyboard.press("Enter");
    await shows(ana, "I can");
    const words = await ana.waitForSelector("[data-private]:not([hidden]) [data-four-words]", WITHIN);
    expect(await words!.evaluate((element) => element.textContent)).to.equal(
      await kim.locator("[data-four-words]").textContent(),
    );
    await ana.close();
  });
});

async function writeIn(page: Page, text: string): Promise<void> {
  await page.locator("form.composer textarea").setTimeout(WITHIN.timeout).fill(text);
  await page.locator("form.composer button[type=submit]").click();
}

/** Waits until a message of the other person says this. */
function shows(page: Page, text: string): Promise<unknown> {
  return page.waitForSelector(`.message:not(.message-own) ::-p-text(${text})`, WITHIN);
}

/** Waits until Firefox has decoded this many frames of the other person. */
function firefoxSeesFrames(page: Page): Promise<unknown> {
  return page.waitForFunction(
    (wanted) => Number(document.querySelector<HTMLElement>("[data-remote]")!.dataset.framesDecoded) > wanted,
    WITHIN,
    FRAMES,
  );
}
