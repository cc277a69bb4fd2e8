import { find } from "../page/find.js";
import { ask } from "../page/request.js";

export interface Ending {
  words: string;
  detail?: string;
  mayRejoin?: boolean;
  /** Whether the two have met, and the counsellor may offer the next session. */
  hasTakenPlace?: boolean;
}

/** Shows why the session is over on this page, and where to go next. */
export function showEnding(page: HTMLElement, ending: Ending): void {
  page.querySelectorAll("dialog").forEach((dialog) => dialog.close());
  find(page, "[data-entry]").hidden = true;
  find(page, "[data-inside]").hidden = true;
  find(page, "[data-after]").hidden = false;
  find(page, "[data-after-detail]").textContent = ending.detail ?? "";
  const again = find(page, "[data-rejoin]");
  again.hidden = ending.mayRejoin !== true;
  again.onclick = () => location.reload();
  page.querySelector("[data-next-week]")?.toggleAttribute("hidden", ending.hasTakenPlace !== true);
  const heading = find(page, "[data-after-words]");
  heading.textContent = ending.words;
  heading.focus();
}

/** Fetches and shows the outcome of the session and its payment. Throws as `ask` does. */
export async function showOutcome(page: HTMLElement): Promise<void> {
  const room = await ask<{ outcome: string }>(location.href);
  find(page, "[data-after-detail]").textContent = room.outcome;
}

/** Says how much data the call used, if there was a call. */
export function showBytes(page: HTMLElement, bytes: number): void {
  const place = find(page, "[data-after-bytes]");
  place.hidden = bytes === 0;
  place.textContent = `This call used ${bytesWords(bytes)} of data.`;
}

/** "640 kB", "12 MB": in the units of phone contracts, 1,000 bytes to the kilobyte. */
export function bytesWords(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}
