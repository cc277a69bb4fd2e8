/** Puts a count of waiting messages in front of the page's title, where tabs show it; an empty count removes it. */
export function countInTitle(count: string): void {
  const title = document.title.replace(/^\(\d+\+?\) /, "");
  document.title = count === "" ? title : `(${count}) ${title}`;
}
