/** Whether this page's reader has chosen to hide their address, as they join: the server may not have heard of it yet. */
export function hiddenAddress(): { hidesAddress?: true } {
  const chosen = document.querySelector<HTMLInputElement>("[data-address] [name=address]:checked")?.value;
  return chosen === "call" || chosen === "always" ? { hidesAddress: true } : {};
}
