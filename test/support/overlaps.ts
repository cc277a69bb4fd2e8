import type { Page } from "playwright-core";

const SIZES = [
  { width: 320, height: 568 },
  { width: 360, height: 740 },
  { width: 640, height: 360 },
  { width: 1280, height: 800 },
];

/** What must stand clear of the rest. */
const PIECES = [
  ...["call-words", "clock", "problem", "silent", "line-note", "sharing-sign"].map((name) => `[data-${name}]`),
  ...["[data-waiting] > *", "[data-own]", ".tool", "[data-chat]"],
].join(", ");

/**
 * What is wrong with how the session room stands, on small phones and large screens: pieces that lie over each other or reach
 * out of the stage, buttons that are covered or too small to be touched, a page that is too wide.
 */
export async function overlaps(page: Page): Promise<string[]> {
  const before = page.viewportSize()!;
  const found: string[] = [];
  for (const size of SIZES) {
    await page.setViewportSize(size);
    const wrong = [...(await piecesInTheWay(page)), ...(await buttonsOutOfReach(page))];
    found.push(...wrong.map((words) => `at ${size.width} × ${size.height}: ${words}`));
  }
  await page.setViewportSize(before);
  return found;
}

function piecesInTheWay(page: Page): Promise<string[]> {
  return page.evaluate((pieces) => {
    const found: string[] = [];
    document.querySelector("[data-inside]")!.scrollIntoView();
    const stage = document.querySelector("[data-stage]")!.getBoundingClientRect();
    const seen = [...document.querySelectorAll(pieces)]
      .filter((piece) => piece.getClientRects().length > 0)
      .map((piece) => ({
        piece,
        name: piece.textContent?.trim() || piece.className,
        box: piece.getBoundingClientRect(),
      }));
    for (const [index, { piece, name, box }] of seen.entries()) {
      for (const other of seen.slice(index + 1)) {
        const width = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const height = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (width > 1 && height > 1) found.push(`${name} lies over ${other.name}`);
      }
      const isOutside = box.top < stage.top || box.bottom > stage.bottom + 1 || box.right > stage.right + 1;
      if (isOutside && !piece.matches("[data-chat]")) found.push(`${name} leaves the stage`);
    }
    const tooWide = document.documentElement.scrollWidth - innerWidth;
    return tooWide > 0 ? [...found, `the page is ${tooWide} px too wide`] : found;
  }, PIECES);
}

function buttonsOutOfReach(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-stage] button")) {
      if (button.getClientRects().length === 0) continue;
      button.scrollIntoView({ block: "nearest" });
      const { left, top, width, height } = button.getBoundingClientRect();
      const isFree = button.contains(document.elementFromPoint(left + width / 2, top + height / 2));
      if (!isFree) found.push(`${button.innerText} is covered`);
      if (width < 44 || height < 44) found.push(`${button.innerText} is only ${width} × ${height}`);
    }
    return found;
  });
}
