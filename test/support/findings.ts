import axe from "axe-core";
import type { Page } from "playwright-core";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/**
 * What axe finds on a page as wide as it is, in light and in dark, and whether it is too wide. Darkness changes colours and
 * nothing else, so that only these are looked at again.
 */
export async function findings(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const light = await violations(page, "light", { type: "tag", values: RULES });
  const dark = await violations(page, "dark", { type: "rule", values: ["color-contrast"] });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [...light, ...dark, ...(wide > 0 ? [`${wide} px too wide`] : [])];
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
