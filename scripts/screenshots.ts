/** Takes the README's screenshots of the built site, started on an empty data folder with its demo people. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../test/support/browser.js";
import { OwnProcess } from "../test/support/own-process.js";

const PASSWORD = "healspace-demo";
const target = path.resolve(import.meta.dirname, "../public/images/screenshots");
const data = await mkdtemp(path.join(tmpdir(), "healspace-pictures-"));
const site = new OwnProcess({ PORT: "0", DATA_DIR: data });
const browser = await launchBrowser();

try {
  await mkdir(target, { recursive: true });
  await takeAll(browser, await site.answers());
} finally {
  await browser.close();
  site.kill("SIGTERM");
  await site.exits();
  await rm(data, { recursive: true, force: true });
}

async function takeAll(browser: Browser, url: string): Promise<void> {
  const client = await signIn(browser, url, "sam@healspace.example");
  await client.goto(`${url}/counsellors`);
  await take(client, "search");
  await client.getByRole("link", { name: "Ana Moreno" }).first().click();
  await client
    .getByRole("link", { name: /\d free/ })
    .first()
    .click();
  await take(client, "profile");

  const counsellor = await signIn(browser, url, "ana@healspace.example");
  await take(counsellor, "dashboard");
  await counsellor.goto(`${url}/dashboard?period=year`);
  await counsellor
    .getByText("Sessions per week")
    .first()
    .evaluate((title) => title.scrollIntoView());
  await take(counsellor, "figures");
  await counsellor.goto(`${url}/clients`);
  await counsellor.getByRole("link", { name: "Sam Okafor" }).first().click();
  await counsellor.getByRole("listitem").filter({ hasText: "record not signed" }).getByRole("link").first().click();
  await take(counsellor, "note");
  for (const page of [client, counsellor]) {
    await page.goto(`${url}/appointments`);
    await page.getByRole("link", { name: "Join session" }).click();
    await page.getByRole("button", { name: "Join session" }).click();
  }
  await client.waitForFunction(() => {
    const remote = document.querySelector<HTMLElement>("[data-frames-decoded]");
    return Number(remote?.dataset.framesDecoded ?? 0) > 10;
  });
  await take(client, "room");
}

async function signIn(browser: Browser, url: string, email: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1000, height: 700 },
    timezoneId: "Europe/Berlin",
    locale: "en-GB",
  });
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/(appointments|dashboard)$/);
  return page;
}

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(target, `${name}.png`) });
}
