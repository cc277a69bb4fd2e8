import { plainDigits } from "../../protocol/numbers.js";

/**
 * Adds the slash between a card's month and year while its digits are typed: numeric keypads have none. Only changes text that is
 * typed at the end, so the caret never jumps.
 */
export function showExpirySlash(): void {
  const field = document.querySelector<HTMLInputElement>("input[autocomplete=cc-exp]");
  field?.addEventListener("input", (event) => {
    const isDeleting = event instanceof InputEvent && event.inputType.startsWith("delete");
    if (isDeleting || field.selectionStart !== field.value.length) return;
    const shown = withSlash(field.value);
    if (shown !== field.value) field.value = shown;
  });
}

/** Digits with a slash once the year begins; a month begins with 0 or 1, or is one digit. Anything else comes back unchanged. */
export function withSlash(typed: string): string {
  const match = /^(0\d|1[0-2]|[2-9])(\d{1,4})$/.exec(plainDigits(typed));
  return match ? `${match[1]}/${match[2]}` : typed;
}
