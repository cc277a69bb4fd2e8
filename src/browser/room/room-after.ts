import { find } from "../page/find.js";

export interface Ending {
  words: string;
  detail?: string;
  mayRejoin?: boolean;
}

/** Shows what comes after the session: why it is over here, and the way on. */
export function showEnding(page: HTMLElement, ending: Ending): void {
  page.querySelectorAll("dialog").forEach((dialog) => dialog.close());
  find(page, "[data-entry]").hidden = true;
  find(page, "[data-inside]").hidden = true;
  find(page, "[data-after]").hidden = false;
  find(page, "[data-after-detail]").textContent = ending.detail ?? "";
  const again = find(page, "[data-rejoin]");
  again.hidden = ending.mayRejoin !== true;
  again.onclick = () => location.reload();
  const heading = find(page, "[data-after-words]");
  heading.textContent = ending.words;
  heading.focus();
}

/** Takes what happened from the page that the server shows of this room now: it knows about money, too. */
export async function showOutcome(page: HTMLElement): Promise<void> {
  const response = await fetch(location.href);
  const now = new DOMParser().parseFromString(await response.text(), "text/html");
  const outcome = now.querySelector("[data-outcome]")?.textContent;
  if (outcome) find(page, "[data-after-detail]").textContent = outcome;
}

/** Says what the call used, if there was one. */
export function showBytes(page: HTMLElement, bytes: number): void {
  const place = find(page, "[data-after-bytes]");
  place.hidden = bytes === 0;
  place.textContent = `This call used ${bytesWords(bytes)} of data.`;
}

/** "640 kB", "12 MB": in the units of phone contracts, a thousand bytes to the kilobyte. */
export function bytesWords(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;
}
