import { announce } from "./announce.js";

/**
 * Counts down the server's remaining time: "9:41". This device only measures how long the page has been open, because its clock
 * may be wrong. At the end it says so and goes to the next step, unless a form is being sent.
 */
export function runCountdown(): void {
  const place = document.querySelector<HTMLElement>("[data-seconds-left]");
  if (!place) return;
  const end = Date.now() + Number(place.dataset.secondsLeft) * 1000;
  const timer = setInterval(tick, 1000);
  tick();

  function tick(): void {
    const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    place!.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds > 0) return;
    clearInterval(timer);
    announce("The time is over.");
    if (!document.querySelector("[aria-busy]")) location.assign(place!.dataset.then!);
  }
}
