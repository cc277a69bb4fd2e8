import { find } from "./find.js";

/** Puts a line on top of the page, which is read out as well: words, and a link to what can be done. */
export function addNotice(words: string, link: HTMLAnchorElement): void {
  const line = document.createElement("p");
  line.className = "banner banner-warning";
  line.setAttribute("role", "status");
  find(document, "#main > .page").prepend(line);
  line.append(`${words} `, link);
}
