const SECRETS = "input[type=password], input[autocomplete^=cc-]";

/** Empties fields of passwords and cards when their page is left: browsers keep pages as they were, and "Back" would show them to the next person. */
export function leaveNoSecrets(): void {
  addEventListener("pagehide", () => {
    for (const field of document.querySelectorAll<HTMLInputElement>(SECRETS)) field.value = "";
  });
}
