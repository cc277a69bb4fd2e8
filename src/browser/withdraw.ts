import type { Socket } from "./socket.js";

const LOOKED_EVERY_MS = 5000;

/** Withdraws messages in place while there is a connection, and offers it no longer than it is possible. */
export function startWithdrawing(section: HTMLElement, socket: Socket): void {
  const conversationId = section.dataset.conversation!;
  section.querySelector("#withdraw")!.addEventListener("submit", (event) => {
    const seq = Number(((event as SubmitEvent).submitter as HTMLButtonElement).value);
    if (socket.send({ type: "conversation.withdraw", conversationId, seq })) event.preventDefault();
  });
  setInterval(() => {
    for (const button of section.querySelectorAll<HTMLElement>("[data-until]")) {
      if (Date.parse(button.dataset.until!) < Date.now()) button.remove();
    }
  }, LOOKED_EVERY_MS);
}
