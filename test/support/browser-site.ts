import type { Browser, BrowserContext, Page } from "playwright-core";
import { createWakeUps } from "../../src/platform/wake-ups.js";
import type { Services } from "../../src/services.js";
import { closeContexts, sharedBrowser } from "./browser.js";
import { PASSWORD, signedIn, type TestPerson } from "./people.js";
import { startTestSite, type TestSite } from "./test-site.js";

export interface Look {
  javaScript?: boolean;
  width?: number;
  as?: TestPerson | undefined;
}

export interface BrowserSite extends TestSite {
  browser: Browser;
  /** A person's own browser, with nothing in it yet but the cookies of `as`, if they are to be signed in. */
  newContext(options?: Look): Promise<BrowserContext>;
  /** Closes everyone's browser. */
  closeAll(): Promise<unknown>;
}

const HALF_HOUR_MS = 30 * 60_000;

/**
 * Starts the site with a real browser: the shared one, unless `launch` starts one of its own. The site's clock is ahead of the
 * browser's, at the next half hour: what is free when a test begins stays so for half an hour. Its timers are real by default.
 */
export async function startBrowserSite(
  options: { replace?: Partial<Services>; launch?: (site: TestSite) => Promise<Browser> } = {},
): Promise<BrowserSite> {
  const now = new Date(Math.ceil(Date.now() / HALF_HOUR_MS) * HALF_HOUR_MS).toISOString();
  const starting = startTestSite({ now, replace: { wakeUps: createWakeUps(console.error), ...options.replace } });
  const launching = options.launch ? starting.then(options.launch) : sharedBrowser();
  const [site, browser] = await Promise.all([starting, launching]);
  return {
    ...site,
    browser,
    async newContext({ javaScript = true, width = 1280, as } = {}) {
      const context = await browser.newContext({
        baseURL: site.url,
        javaScriptEnabled: javaScript,
        viewport: { width, height: 800 },
        timezoneId: "Europe/Berlin",
        locale: "en-GB",
      });
      if (as) {
        const { cookies } = await signedIn(site, as);
        await context.addCookies(cookies.map((cookie) => ({ ...cookie, url: site.url })));
      }
      return context;
    },
    closeAll: () => closeContexts(browser),
    async stop() {
      await (options.launch ? browser.close() : closeContexts(browser));
      await site.stop();
    },
  };
}

/** Signs in on a page of its own. */
export async function signInOn(context: BrowserContext, person: TestPerson): Promise<Page> {
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/(appointments|dashboard)$/);
  return page;
}
