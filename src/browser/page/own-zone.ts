import { request } from "./request.js";
import { focusWhatMatters } from "./swaps.js";

/**
 * Tells the server this browser's zone, so that visitors see times in it unless they chose another. Reloads times that were
 * written before the server knew, so that none changes after it was picked.
 */
export function rememberZone(): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const before = cookie("zone");
  document.cookie = `zone=${encodeURIComponent(zone)}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  if (cookie("zone") !== before) {
    if (!cookie("chosen-zone")) void writeTimesAgain();
    void showCrisisNumbers();
  }
  const field = document.querySelector<HTMLSelectElement>("select[data-guess-zone]");
  if (field) preselect(field, zone);
}

/** Leaves what someone chose: before this script was there, or in a form that has come back with a mistake. */
function preselect(field: HTMLSelectElement, zone: string): void {
  const own = [...field.options].find((option) => zoneNames(option).includes(zone));
  const served = field.querySelector("option[selected]") ?? field.options[0];
  const isChosen = field.selectedOptions[0] !== served || field.form?.querySelector("[aria-invalid]");
  if (own && !isChosen) field.value = own.value;
}

const cookie = (name: string): string => new RegExp(`(?:^|; )${name}=([^;]*)`).exec(document.cookie)?.[1] ?? "";

/** Every name of an option's zone: browsers differ in which they report. */
const zoneNames = (option: HTMLOptionElement): string[] => [option.value, ...(option.dataset.others ?? "").split(" ")];

const PART = { "HX-Request": "true", "HX-Request-Type": "partial" };

/** Shows where to turn in a crisis once the zone tells the country. */
async function showCrisisNumbers(): Promise<void> {
  const place = document.querySelector<HTMLElement>("[data-awaits-country]");
  if (!place) return;
  const answer = await request("/crisis-help", { headers: PART }).catch(() => null);
  if (answer?.ok) place.outerHTML = await answer.text();
}

async function writeTimesAgain(): Promise<void> {
  const times = document.querySelector<HTMLElement>("[data-own-zone]");
  if (!times) return;
  const asked = location.href;
  const answer = await request(asked, { headers: PART });
  const written = await answer.text();
  if (!answer.ok || location.href !== asked) return;
  const hasFocus = times.contains(document.activeElement);
  times.innerHTML = written;
  // Out-of-band parts are on the page already.
  times.querySelectorAll("[hx-swap-oob]").forEach((elsewhere) => elsewhere.remove());
  if (hasFocus) focusWhatMatters(times);
  (window as unknown as { htmx?: { process(root: Element): void } }).htmx?.process(times);
}
