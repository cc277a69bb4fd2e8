import { find } from "./find.js";

/** Shows and announces a line on top of the page: words, and a link to the next step. */
export function addNotice(words: string, link: HTMLAnchorElement): void {
  const line = document.createElement("p");
  line.className = "banner banner-warning";
  line.setAttribute("role", "status");
  find(document, "#main > .page").prepend(line);
  line.append(`${words} `, link);
}
