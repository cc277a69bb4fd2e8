import type { Page } from "playwright-core";

/** Moves the focus to a field with the Tab key, and types in place of what stands there. */
export async function fill(page: Page, label: string, text: string): Promise<void> {
  await tabTo(
    page,
    (wanted) => (document.activeElement as HTMLInputElement | null)?.labels?.[0]?.textContent.trim() === wanted,
    label,
  );
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

/** Moves the focus to a button or a link with the Tab key, and presses Enter. */
export async function press(page: Page, words: string): Promise<void> {
  await tabTo(page, (wanted) => document.activeElement?.textContent.trim() === wanted, words);
  await page.keyboard.press("Enter");
}

async function tabTo(page: Page, isThere: (wanted: string) => boolean, wanted: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(isThere, wanted)) return;
  }
  throw new Error(`The Tab key never came to "${wanted}" on ${page.url()}`);
}
