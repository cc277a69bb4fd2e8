/** Writes words where other ones stand. Live regions are read out on every change: none without one. */
export function writeWords(place: HTMLElement, words: string): void {
  if (place.textContent !== words) place.textContent = words;
}
