import { find } from "../page/find.js";
import { Timer } from "../page/timer.js";
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
  const keeping = new Timer();
  find<HTMLInputElement>(form, "input[name=sitting]").value = kept.window;
  keep();
  kept.forget(form.dataset.from);
  field.addEventListener("input", () => keeping.restart(PAUSE_MS, keep));
  const link = find<HTMLAnchorElement>(form, "[data-take-theirs]");
  link.addEventListener("click", (event) => {
    event.preventDefault();
    keeping.stop();
    kept.forget();
    void kept.settle().then(() => location.assign(link.href));
  });
}
