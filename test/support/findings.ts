import type axe from "axe-core";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

const AXE = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Fields that take text. */
const TEXT_FIELDS = "input:not([type=checkbox], [type=radio], [type=file], [type=hidden], [hidden]), textarea, select";
/** Live regions that can take the focus. */
const LIVE_WITH_FOCUS = "[role=alert][tabindex], [role=status][tabindex], [role=log][tabindex], [aria-live][tabindex]";
/** In smaller type, a phone by Apple zooms into a field that is being filled in, and stays there. */
const LEAST_TYPE_PX = 16;

/**
 * What axe finds on a page as wide as it is, in light and in dark, whether it is too wide, and what phones and screen readers are
 * known to stumble over. Darkness changes colours and nothing else, so that only these are looked at again.
 */
export async function findings(page: Page): Promise<string[]> {
  return [...(await findingsInLight(page, ALL)), ...(await violations(page, "dark", DARKNESS))];
}

/**
 * The same at each of the widths. Where a further width shows the same elements as the first, only the rules that depend on sizes and
 * places look again, contrast in the dark alone: that is the same at all of them, so that the last is enough.
 */
export async function findingsAt(page: Page, widths: number[]): Promise<string[]> {
  const found: string[] = [];
  let shown = "";
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    const before = shown;
    shown = await shownElements(page);
    found.push(...(await findingsInLight(page, shown === before ? LAYOUT : ALL)).map(at(width)));
  }
  const width = widths.at(-1) ?? 0;
  return [...found, ...(await violations(page, "dark", DARKNESS)).map(at(width))];
}

const at =
  (width: number) =>
  (finding: string): string =>
    `at ${width} px: ${finding}`;

const ALL: axe.RunOnly = { type: "tag", values: RULES };
const LAYOUT: axe.RunOnly = { type: "rule", values: ["scrollable-region-focusable", "target-size"] };
const DARKNESS: axe.RunOnly = { type: "rule", values: ["color-contrast"] };

/** Which elements of the page are shown, as one digit each. */
function shownElements(page: Page): Promise<string> {
  return page.evaluate(() =>
    [...document.querySelectorAll("*")]
      .map((element) => Number(element.checkVisibility({ visibilityProperty: true })))
      .join(""),
  );
}

async function findingsInLight(page: Page, rules: axe.RunOnly): Promise<string[]> {
  await bringAxe(page);
  const light = await violations(page, "light", rules);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [...light, ...(wide > 0 ? [`${wide} px too wide`] : []), ...(await stumbles(page))];
}

/**
 * Live regions that take the focus, which screen readers read twice; fields in type that is too small; and fields for password managers
 * of type "hidden", which they pass over.
 */
async function stumbles(page: Page): Promise<string[]> {
  const { passedOver, twice, small } = await page.evaluate(
    ({ fields, live, least }) => {
      const count = (selector: string): number => document.querySelectorAll(selector).length;
      const isSmall = (field: Element): boolean => parseFloat(getComputedStyle(field).fontSize) < least;
      return {
        passedOver: count("[type=hidden][autocomplete]"),
        twice: count(live),
        small: [...document.querySelectorAll(fields)].filter(isSmall).length,
      };
    },
    { fields: TEXT_FIELDS, live: LIVE_WITH_FOCUS, least: LEAST_TYPE_PX },
  );
  return [
    ...(passedOver > 0 ? [`${passedOver} passed over by password managers`] : []),
    ...(twice > 0 ? [`${twice} read twice`] : []),
    ...(small > 0 ? [`${small} fields in small type`] : []),
  ];
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
