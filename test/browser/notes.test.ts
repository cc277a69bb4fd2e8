import { expect } from "chai";
import mongoose from "mongoose";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { findNote } from "../../src/notes/find-note.js";
import { actorOf } from "../support/booking.js";
import { closeContexts, sharedBrowser } from "../support/browser.js";
import { startBrowserSite, type BrowserSite } from "../support/browser-site.js";
import { OwnProcess } from "../support/own-process.js";
import { makeSession } from "../support/make-session.js";
import { fillFolder, signInTo } from "../support/pairs.js";
import { makeAccount, makeCounsellor, PASSWORD, type TestPerson } from "../support/people.js";
import { until } from "../support/soon.js";

const SAVED = /^Saved \d\d:\d\d$/;

const box = (page: Page): Locator => page.locator("form[data-note] textarea");
const state = (page: Page): Locator => page.locator("[data-note-state]");
const keptTexts = (page: Page): Promise<string> => page.evaluate(() => JSON.stringify(localStorage));

describe("A note that is being written", () => {
  let site: BrowserSite;
  let ana: TestPerson;
  let id: string;
  let at: string;
  before(async () => {
    site = await startBrowserSite();
    ana = await makeCounsellor();
  });
  after(() => site.stop());
  beforeEach(async () => {
    id = await makeSession(await makeAccount("client"), ana);
    at = `/appointments/${id}/note`;
  });
  afterEach(() => site.closeAll());

  const stored = async (): Promise<string> =>
    (await findNote(site.services, actorOf(ana, "counsellor"), id, "record")).text;
  async function open(): Promise<Page> {
    const page = await (await site.newContext({ as: ana })).newPage();
    await page.goto(at);
    return page;
  }

  it("saves itself, waits out a cut line, and is brought back after its window was closed", async () => {
    const page = await open();
    await box(page).pressSequentially("Slept better");
    await state(page).getByText(SAVED).waitFor();
    expect(await stored()).to.equal("Slept better");
    await page.context().setOffline(true);
    await box(page).pressSequentially(", a long corridor");
    await state(page).getByText("Your text is kept in this browser.").waitFor();
    await page.waitForFunction(() => Object.keys(localStorage).length === 1);
    expect(await keptTexts(page)).to.not.contain("corridor");
    await page.context().setOffline(false);
    await state(page).getByText(SAVED).waitFor();
    expect(await stored()).to.equal("Slept better, a long corridor");
    await page.waitForFunction(() => Object.keys(localStorage).length === 0);

    const next = await page.context().newPage();
    await next.goto("/");
    await page.context().setOffline(true);
    await box(page).pressSequentially(" again");
    await state(page).getByText("Your text is kept in this browser.").waitFor();
    // What another page sees outlives this one.
    await next.waitForFunction(() => Object.keys(localStorage).length === 1);
    await page.close();
    await page.context().setOffline(false);
    await next.goto(at);
    await state(next).getByText(SAVED).waitFor();
    expect(await box(next).inputValue()).to.equal("Slept better, a long corridor again");
    await until("the note to be saved", async () => (await stored()).endsWith("again"));
  }).timeout(150_000);

  it("shows both texts when two computers have changed it, and lets its author choose", async () => {
    const [one, other] = [await open(), await open()];
    await box(one).pressSequentially("From the first");
    await state(one).getByText(SAVED).waitFor();
    await box(other).pressSequentially("From the second");
    await state(other).getByText("changed in another window").waitFor();
    await other.getByRole("button", { name: "See both texts" }).click();
    await other.getByRole("heading", { name: "Text from the other window", exact: true }).waitFor();
    expect(await box(other).inputValue()).to.equal("From the second");
    expect(await other.locator(".note-other").textContent()).to.equal("From the first");
    expect(await stored()).to.equal("From the first");
    await other.getByRole("button", { name: "Put both texts together" }).click();
    await state(other).getByText(SAVED).waitFor();
    expect(await stored())
      .to.contain("From the first")
      .and.to.contain("From the second");
    await other.waitForFunction(() => Object.keys(localStorage).length === 0);
    await box(one).pressSequentially(" and more");
    await one.getByRole("button", { name: "See both texts" }).click();
    await one.getByRole("link", { name: "Keep the other text" }).click();
    await one.waitForFunction(() => Object.keys(localStorage).length === 0);
    expect(await box(one).inputValue()).to.equal(await stored());
  }).timeout(150_000);

  it("loses nothing when the login ends", async () => {
    const page = await open();
    await mongoose.connection.collection("loginSessions").deleteMany({});
    await box(page).pressSequentially("Written while signed out");
    await state(page).getByRole("link", { name: "Sign in again" }).click();
    await page.getByLabel("E-mail").fill(ana.email);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await state(page).getByText(SAVED).waitFor();
    expect(await stored()).to.equal("Written while signed out");
  }).timeout(150_000);
});

describe("A note and its server", () => {
  let folder: string;
  let server: OwnProcess;
  let url = "";
  before(async () => (folder = await mkdtemp(path.join(tmpdir(), "healspace-note-"))));
  after(async () => {
    await closeContexts(await sharedBrowser());
    await kill();
    await rm(folder, { recursive: true, force: true });
  });
  async function start(): Promise<void> {
    server = new OwnProcess({ PORT: url === "" ? "0" : new URL(url).port, DATA_DIR: folder });
    url = await server.answers();
  }
  async function kill(): Promise<void> {
    server.kill("SIGKILL");
    await server.exits();
  }

  it("saves what was typed while the server was killed, once it is back", async () => {
    const { ana, id } = await fillFolder(folder, async () => {
      const counsellor = await makeCounsellor();
      return { ana: counsellor, id: await makeSession(await makeAccount("client"), counsellor) };
    });
    await start();
    const context = await (await sharedBrowser()).newContext();
    const cookies = (await signInTo(url, ana)).split("; ").map((cookie) => cookie.split("="));
    await context.addCookies(cookies.map(([name = "", ...value]) => ({ name, value: value.join("="), url })));
    const page = await context.newPage();
    await page.goto(`${url}/appointments/${id}/note`);
    await box(page).pressSequentially("Before.");
    await state(page).getByText(SAVED).waitFor();
    await kill();
    await box(page).pressSequentially(" While it was down.");
    await state(page).getByText("the server cannot be reached").waitFor();
    await start();
    await state(page).getByText(SAVED).waitFor();
    await page.reload();
    expect(await box(page).inputValue()).to.equal("Before. While it was down.");
  }).timeout(150_000);
});
