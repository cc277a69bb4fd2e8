/** By this time the form was sent or stopped; browsers report neither. */
const LONGEST_BUSY_MS = 10_000;

/** Ignores a second click on a form's button. htmx handles its own forms. */
export function tameDoubleClicks(): void {
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    // Deferred, because a button disabled immediately would not be sent with the form.
    setTimeout(() => {
      if (event.defaultPrevented) return;
      setBusy(button, true);
      setTimeout(() => setBusy(button, false), LONGEST_BUSY_MS);
    });
  });
  addEventListener("pageshow", () =>
    document.querySelectorAll("[aria-busy]").forEach((button) => setBusy(button, false)),
  );
}

function setBusy(button: Element | null, busy: boolean): void {
  if (!(button instanceof HTMLButtonElement)) return;
  button.disabled = busy;
  if (busy) button.setAttribute("aria-busy", "true");
  else button.removeAttribute("aria-busy");
}
