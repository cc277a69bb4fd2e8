/** Changes an element's text only if it differs: screen readers announce a live region on every write. */
export function writeWords(element: Element, words: string): void {
  if (element.textContent !== words) element.textContent = words;
}
