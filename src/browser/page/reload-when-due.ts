import { afterWait } from "./after-wait.js";

/** Reloads the page after the server's delay, such as when a room opens. The device's clock may be wrong. */
export function reloadWhenDue(): void {
  const place = document.querySelector<HTMLElement>("[data-reload-in-ms]");
  if (place) afterWait(Number(place.dataset.reloadInMs), () => location.reload());
}
