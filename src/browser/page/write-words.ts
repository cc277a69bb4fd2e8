/** Changes an element's text only where it differs: live regions are read out on every write. */
export function writeWords(element: Element, words: string): void {
  if (element.textContent !== words) element.textContent = words;
}
