import { find } from "../page/find.js";
import type { QualityNote } from "../call/quality-words.js";

/** Shows the four words that prove a call private; hides their place while they are unknown. */
export function showCallWords(inside: HTMLElement, words: string[] | null): void {
  find(inside, "[data-private]").hidden = words === null;
  find(inside, "[data-four-words]").textContent = words?.join(" ") ?? "";
}

/** Shows the sentence about a weak connection, and the button that overrides what was done, if there is one. */
export function showQualityNote(inside: HTMLElement, note: QualityNote | null, overrule: () => void): void {
  find(inside, "[data-line-note]").hidden = note === null;
  find(inside, "[data-line-words]").textContent = note?.words ?? "";
  const button = find(inside, "[data-overrule]");
  button.hidden = !note?.overrule;
  button.textContent = note?.overrule ?? "";
  button.onclick = overrule;
}
