import { spawnSync } from "node:child_process";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { signedIn, type TestPerson } from "./people.js";
import type { TestSite } from "./test-site.js";

const PLACES = ["/usr/bin/firefox-esr", "/usr/bin/firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"];

/** A camera and a microphone that are not there, granted without asking, and a call between two browsers of one machine. */
const PREFERENCES = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.peerconnection.ice.loopback": true,
  "media.autoplay.default": 0,
};

/** Where Firefox is: what FIREFOX_PATH names, or in a usual place; null where there is none. */
export function firefoxPath(): string | null {
  const places = process.env.FIREFOX_PATH ? [process.env.FIREFOX_PATH] : PLACES;
  return places.find((place) => spawnSync(place, ["--version"]).status === 0) ?? null;
}

/** Starts Firefox, spoken to by WebDriver BiDi. */
export function launchFirefox(executablePath: string): Promise<Browser> {
  return puppeteer.launch({ browser: "firefox", executablePath, headless: true, extraPrefsFirefox: PREFERENCES });
}

/** Opens a page of the site for someone who is signed in. */
export async function openInFirefox(firefox: Browser, site: TestSite, person: TestPerson, at: string): Promise<Page> {
  const context = await firefox.createBrowserContext();
  const { cookies } = await signedIn(site, person);
  const domain = new URL(site.url).hostname;
  await context.setCookie(...cookies.map((cookie) => ({ ...cookie, domain })));
  const page = await context.newPage();
  await page.goto(site.url + at);
  return page;
}
