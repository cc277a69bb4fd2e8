import { afterWait } from "./after-wait.js";

/** Submits a form once the wait that it names is over, such as one that checks a payment. */
export function sendWhenDue(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-send-after-ms]");
  if (form) afterWait(Number(form.dataset.sendAfterMs), () => form.submit());
}
