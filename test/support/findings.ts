import type axe from "axe-core";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

const AXE = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * What axe finds on a page as wide as it is, in light and in dark, and whether it is too wide. Darkness changes colours and
 * nothing else, so that only these are looked at again.
 */
export async function findings(page: Page): Promise<string[]> {
  await bringAxe(page);
  const light = await violations(page, "light", { type: "tag", values: RULES });
  const dark = await violations(page, "dark", { type: "rule", values: ["color-contrast"] });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [...light, ...dark, ...(wide > 0 ? [`${wide} px too wide`] : [])];
}

/** Brings axe to this page and to those after it, which have it from their beginning: that is quicker. */
async function bringAxe(page: Page): Promise<void> {
  if (await page.evaluate(() => "axe" in window)) return;
  await page.addInitScript(AXE);
  await page.evaluate(AXE);
}

async function violations(page: Page, colorScheme: "light" | "dark", runOnly: axe.RunOnly): Promise<string[]> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  const found = await page.evaluate(
    async (options) => (await (window as unknown as { axe: typeof axe }).axe.run(options)).violations,
    { runOnly, resultTypes: ["violations"] } satisfies axe.RunOptions,
  );
  return found.map(
    ({ id, nodes }) => `${id} in ${colorScheme}: ${nodes.map(({ target }) => String(target)).join(", ")}`,
  );
}
