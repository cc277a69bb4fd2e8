import { chromium, type Browser } from "playwright-core";
import { watchPageErrors } from "./page-errors.js";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--no-first-run",
  // A camera and a microphone that are not there, granted without asking, and a call between two tabs of one machine.
  "--use-fake-device-for-media-stream=fps=10",
  "--use-fake-ui-for-media-stream",
  "--allow-loopback-in-peer-connection",
];

let shared: Promise<Browser> | undefined;

/** The browser of this process, which its test files use one after the other: each closes its own contexts, and nobody the browser. */
export async function sharedBrowser(): Promise<Browser> {
  shared ??= launchBrowser();
  if (!(await shared).isConnected()) shared = launchBrowser();
  return shared;
}

/** Closes everything that is open in it. */
export const closeContexts = (browser: Browser): Promise<unknown> =>
  Promise.all(browser.contexts().map((context) => context.close()));

/** Starts the Chromium that npm brought, or the one that CHROMIUM_PATH names, or this one. */
export async function launchBrowser(executablePath?: string): Promise<Browser> {
  const options = { executablePath: executablePath ?? (await browserPath()), args: FLAGS, headless: true };
  for (;;) {
    const launched = await chromium.launch(options).catch(onceUnpacked);
    if (!launched) continue;
    watchPageErrors(launched);
    return launched;
  }
}

/** Another process may be unpacking the same file, which cannot be run until it is whole: then waits a little. */
async function onceUnpacked(error: Error): Promise<null> {
  if (!/ETXTBSY|Text file busy/.test(error.message)) throw error;
  await new Promise((go) => setTimeout(go, 250));
  return null;
}

/** Where the Chromium is that tests use. */
export async function browserPath(): Promise<string> {
  return process.env.CHROMIUM_PATH ?? (await packagedChromium());
}

/** The package brings the shared libraries that Chromium needs as well, but unpacks them only where it sees this variable. */
async function packagedChromium(): Promise<string> {
  process.env.AWS_LAMBDA_JS_RUNTIME ??= "nodejs20.x";
  const { default: packaged } = await import("@sparticuz/chromium");
  return packaged.executablePath();
}
