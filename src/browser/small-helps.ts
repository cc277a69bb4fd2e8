/**
 * Tells the server which zone this browser is in, so that visitors too see times in their own, unless they chose another.
 * Times that were written before the server knew are written again, so that none changes once it was picked.
 */
export function rememberZone(): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  const told = (): string => /(?:^|; )zone=([^;]*)/.exec(document.cookie)?.[1] ?? "";
  const before = told();
  if (!before.endsWith("~") && before !== encodeURIComponent(zone)) {
    document.cookie = `zone=${encodeURIComponent(zone)}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    if (told() !== before) void writeTimesAgain();
  }
  const field = document.querySelector<HTMLSelectElement>("select[data-guess-zone]");
  const isListed = [...(field?.options ?? [])].some((option) => option.value === zone);
  if (field && isListed && !field.form?.querySelector("[aria-invalid]")) field.value = zone;
}

async function writeTimesAgain(): Promise<void> {
  const times = document.querySelector<HTMLElement>("[data-own-zone]");
  if (!times) return;
  const asked = location.href;
  const answer = await fetch(asked, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
  const written = await answer.text();
  if (!answer.ok || location.href !== asked) return;
  const hasFocus = times.contains(document.activeElement);
  times.innerHTML = written;
  if (hasFocus) focusWhatMatters(times);
  (window as unknown as { htmx?: { process(root: Element): void } }).htmx?.process(times);
}

/** Puts the focus on what asks for it, once: an error summary, a chosen time. */
export function focusWhatMatters(root: ParentNode): void {
  const asking = root.querySelector<HTMLElement>("[data-focus]");
  asking?.focus();
  asking?.removeAttribute("data-focus");
}

/** After a part of the page was swapped: moves the focus to what it was swapped for, and says what changed. */
export function followSwap(): void {
  focusWhatMatters(document);
  const news = document.querySelector<HTMLElement>("[data-announce]");
  const live = document.getElementById("live");
  if (news && live) live.textContent = news.dataset.announce ?? "";
}

const FAILED = "That could not be loaded. Please check your connection and try again.";

/** Says that a part of the page did not come, there where it was awaited. What comes next takes the words away. */
export function sayWhatFailed(event: Event): void {
  const target = (event as CustomEvent<{ ctx: { target?: Element | string } }>).detail.ctx.target;
  const place = typeof target === "string" ? document.querySelector(target) : target;
  document.querySelector("[data-failed]")?.remove();
  place?.insertAdjacentHTML("afterbegin", `<p class="banner banner-warning" data-failed>${FAILED}</p>`);
  document.getElementById("live")!.textContent = FAILED;
}

/**
 * Counts down what the server says is left: "9:41". Only how long the page has been open is read from this device, whose clock
 * may be wrong. At the end says so, and leads on to what is to be done then, unless a form is on its way.
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
    document.getElementById("live")!.textContent = "The time is over.";
    if (!document.querySelector("[aria-busy]")) location.assign(place!.dataset.then!);
  }
}

/** Takes a second click on a form's button back. htmx sees to its own forms. */
export function tameDoubleClicks(): void {
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    // Later, because a button that is disabled at once would not be sent with the form.
    setTimeout(() => {
      if (!event.defaultPrevented) setBusy(button, true);
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

/** Loads the page again at the moment that it names, such as when a room opens. */
export function reloadWhenDue(): void {
  const due = Date.parse(document.querySelector<HTMLElement>("[data-reload-at]")?.dataset.reloadAt ?? "");
  const wait = Math.max(due - Date.now(), 5000);
  if (wait < 2 ** 31) setTimeout(() => location.reload(), wait);
}
