import type { Browser, BrowserContext, Page } from "playwright-core";
import type { Services } from "../../src/services.js";
import { launchBrowser } from "./browser.js";
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

/** Starts the site, at the present moment, and a real browser: the usual one, unless `launch` starts another. */
export async function startBrowserSite(
  options: { replace?: Partial<Services>; launch?: (site: TestSite) => Promise<Browser> } = {},
): Promise<BrowserSite> {
  const starting = startTestSite({ now: "real", ...(options.replace ? { replace: options.replace } : {}) });
  const launching = options.launch ? starting.then(options.launch) : launchBrowser();
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
    closeAll: () => Promise.all(browser.contexts().map((context) => context.close())),
    async stop() {
      await browser.close();
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
  await page.waitForURL("**/appointments");
  return page;
}
