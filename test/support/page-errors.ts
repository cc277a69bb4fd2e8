import type { Browser } from "playwright-core";

const seen: string[] = [];

/**
 * Notes what goes wrong in the scripts of this browser's pages: errors that nobody catches, and rejections that nobody handles. The
 * empty page that a tab begins with does not count: it lacks devices, which tests replace before there is a page of the site.
 */
export function watchPageErrors(browser: Browser): void {
  browser.on("context", (context) => {
    context.on("weberror", (error) => {
      const url = error.page()?.url();
      if (url !== "about:blank") seen.push(`${error.error().message} on ${url}`);
    });
  });
}

/** Takes the errors since the last call. A test takes the errors that it expects; the rest fail it. */
export function takePageErrors(): string[] {
  return seen.splice(0);
}
