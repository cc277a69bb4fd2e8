/** Loads the page again at the moment that it names, such as when a room opens. */
export function reloadWhenDue(): void {
  const due = Date.parse(document.querySelector<HTMLElement>("[data-reload-at]")?.dataset.reloadAt ?? "");
  const wait = Math.max(due - Date.now(), 5000);
  if (wait < 2 ** 31) setTimeout(() => location.reload(), wait);
}
