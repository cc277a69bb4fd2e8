import { find } from "../page/find.js";
import type { QualityNote } from "../call/quality-words.js";

/** Shows the four words that prove a call to be private; hides their place while they are not known. */
export function showCallWords(inside: HTMLElement, words: string[] | null): void {
  find(inside, "[data-private]").hidden = words === null;
  find(inside, "[data-four-words]").textContent = words?.join(" ") ?? "";
}

/** Shows the one line about a weak line, and the button against what was done, where there is one. */
export function showQualityNote(inside: HTMLElement, note: QualityNote | null, overrule: () => void): void {
  find(inside, "[data-line-note]").hidden = note === null;
  find(inside, "[data-line-words]").textContent = note?.words ?? "";
  const button = find(inside, "[data-overrule]");
  button.hidden = !note?.overrule;
  button.textContent = note?.overrule ?? "";
  button.onclick = overrule;
}
