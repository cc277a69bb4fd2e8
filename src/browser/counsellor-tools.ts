import { find } from "./find.js";
import type { Socket } from "./socket.js";

export interface CounsellorTools {
  /** Says why a session was not made longer, or not ended. */
  problem(words: string): void;
  /** Told when the session is ended. */
  ended(): void;
}

/** The counsellor's two questions: how much longer, and whether to end. */
export function startCounsellorTools(inside: HTMLElement, socket: Socket, tools: CounsellorTools): void {
  const extend = startDialog(inside, "extend");
  const end = startDialog(inside, "end");
  if (!end || !extend) return;
  startEnding(end, tools);
  for (const button of extend.querySelectorAll<HTMLElement>("[data-minutes]")) {
    button.onclick = () => {
      extend.close();
      socket.send({ type: "room.extend", minutes: Number(button.dataset.minutes) });
    };
  }
  socket.on("error", (error) => {
    if (error.about === "room.extend") tools.problem(error.message);
  });
}

/** Ends without leaving the page, so that it can say what the call used. */
function startEnding(dialog: HTMLDialogElement, tools: CounsellorTools): void {
  const form = find<HTMLFormElement>(dialog, "form");
  form.onsubmit = (event) => {
    event.preventDefault();
    dialog.close();
    const body = new URLSearchParams(new FormData(form) as never);
    fetch(form.action, { method: "POST", body }).then(
      (response) =>
        response.ok ? tools.ended() : tools.problem("This session has not begun, so there is nothing to end."),
      () => tools.problem("The session could not be ended: there is no connection. Please try again."),
    );
  };
}

function startDialog(inside: HTMLElement, name: string): HTMLDialogElement | null {
  const dialog = inside.querySelector<HTMLDialogElement>(`[data-${name}-dialog]`);
  if (!dialog) return null;
  find(inside, `[data-${name}]`).onclick = () => dialog.showModal();
  find(dialog, "[data-stay]").onclick = () => dialog.close();
  return dialog;
}
