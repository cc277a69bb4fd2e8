import { find } from "./find.js";
import type { Socket } from "./socket.js";

/** The counsellor's two questions: how much longer, and whether to end. `problem` says why a session was not made longer. */
export function startCounsellorTools(inside: HTMLElement, socket: Socket, problem: (words: string) => void): void {
  const extend = startDialog(inside, "extend");
  if (!startDialog(inside, "end") || !extend) return;
  for (const button of extend.querySelectorAll<HTMLElement>("[data-minutes]")) {
    button.onclick = () => {
      extend.close();
      socket.send({ type: "room.extend", minutes: Number(button.dataset.minutes) });
    };
  }
  socket.on("error", (error) => {
    if (error.about === "room.extend") problem(error.message);
  });
}

function startDialog(inside: HTMLElement, name: string): HTMLDialogElement | null {
  const dialog = inside.querySelector<HTMLDialogElement>(`[data-${name}-dialog]`);
  if (!dialog) return null;
  find(inside, `[data-${name}]`).onclick = () => dialog.showModal();
  find(dialog, "[data-stay]").onclick = () => dialog.close();
  return dialog;
}
