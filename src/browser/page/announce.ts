/** Has screen readers say these words, without moving the focus. */
export function announce(words: string): void {
  document.getElementById("live")!.textContent = words;
}
