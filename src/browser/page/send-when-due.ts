import { afterWait } from "./after-wait.js";

/** Sends a form by itself once the wait that it names is over, such as one that asks what became of a payment. */
export function sendWhenDue(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-send-after-ms]");
  if (form) afterWait(Number(form.dataset.sendAfterMs), () => form.submit());
}
