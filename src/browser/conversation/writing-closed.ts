import { announce } from "../page/announce.js";
import { find } from "../page/find.js";

/**
 * Replaces a conversation's forms with the server's `html`, which says why nobody can write; empty `html` shows the forms again.
 * Focus inside them moves along; otherwise screen readers announce the change.
 */
export function showClosed(section: HTMLElement, html: string): void {
  const notice = find(section, "[data-closed]");
  const forms = [find(section, "form.composer"), find(section, "[data-send-file]")];
  const isClosed = html !== "";
  const focused = document.activeElement;
  const isNews = notice.innerHTML.trim() !== html;
  if (isNews) notice.innerHTML = html;
  notice.hidden = !isClosed;
  for (const form of forms) form.hidden = isClosed;
  document.querySelector("[data-writing-until]")?.toggleAttribute("hidden", isClosed);
  if (isClosed && forms.some((form) => form.contains(focused))) notice.focus();
  else if (isClosed && isNews) announce(notice.textContent ?? "");
  if (!isClosed && notice.contains(focused)) find(section, "form.composer textarea").focus();
}
