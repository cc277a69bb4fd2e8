import { find } from "../page/find.js";
import type { KeptNote } from "./kept-note.js";

const PAUSE_MS = 300;

/**
 * On the page that shows two windows' texts side by side: keeps this window's in the browser until one of them is chosen, and
 * forgets it when the other one is.
 */
export function keepStaleText(form: HTMLFormElement, kept: KeptNote): void {
  const field = find<HTMLTextAreaElement>(form, "textarea");
  // Without a version, it is never taken for newer than the other text.
  const keep = (): void => kept.keep(field.value, "");
  let timer = 0;
  find<HTMLInputElement>(form, "input[name=sitting]").value = kept.window;
  keep();
  kept.forget(form.dataset.from);
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE_MS);
  });
  const link = find<HTMLAnchorElement>(form, "[data-take-theirs]");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    kept.forget();
    void kept.settle().then(() => location.assign(link.href));
  });
}
