import { announce } from "./announce.js";

const FAILED = "That could not be loaded. Please check your connection and try again.";

/** Focuses the element that asks for it, once: an error summary, a chosen time. */
export function focusWhatMatters(root: ParentNode): void {
  const asking = root.querySelector<HTMLElement>("[data-focus]");
  asking?.focus();
  asking?.removeAttribute("data-focus");
}

/** After a swap: moves the focus to the new part, or else announces what changed. */
export function followSwap(): void {
  focusWhatMatters(document);
  const news = document.querySelector<HTMLElement>("[data-announce]");
  const words = news?.dataset.announce ?? "";
  const isRead = news === document.activeElement && news?.textContent === words;
  if (news) announce(isRead ? "" : words);
}

/** Says in its place that a part of the page could not be loaded. The next swap replaces the words. */
export function sayWhatFailed(event: Event): void {
  const target = (event as CustomEvent<{ ctx: { target?: Element | string } }>).detail.ctx.target;
  const place = typeof target === "string" ? document.querySelector(target) : target;
  document.querySelector("[data-failed]")?.remove();
  place?.insertAdjacentHTML("afterbegin", `<p class="banner banner-warning" data-failed>${FAILED}</p>`);
  announce(FAILED);
}
