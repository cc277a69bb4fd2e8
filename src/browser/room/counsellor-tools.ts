import { find } from "../page/find.js";
import { postForm } from "../page/post-form.js";
import { Refused } from "../page/request.js";
import type { Socket } from "../page/socket.js";

export interface CounsellorTools {
  /** Says why the session was not extended or ended. */
  problem(words: string): void;
  /** Called when the session is ended. */
  ended(): void;
}

/** The counsellor's two dialogs: extend the session, and end it. Does nothing on a client's page. */
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

/** Ends the session without leaving the page, so that it can show how much data the call used. */
function startEnding(dialog: HTMLDialogElement, tools: CounsellorTools): void {
  const form = find<HTMLFormElement>(dialog, "form");
  form.onsubmit = (event) => {
    event.preventDefault();
    dialog.close();
    postForm(form).then(
      () => tools.ended(),
      (error: unknown) => tools.problem(whyNotEnded(error)),
    );
  };
}

function whyNotEnded(error: unknown): string {
  if (!(error instanceof Refused)) return "The session could not be ended: there is no connection. Please try again.";
  return error.isSignedOut ? "You are signed out. Please sign in again to end the session." : error.message;
}

function startDialog(inside: HTMLElement, name: string): HTMLDialogElement | null {
  const dialog = inside.querySelector<HTMLDialogElement>(`[data-${name}-dialog]`);
  if (!dialog) return null;
  find(inside, `[data-${name}]`).onclick = () => dialog.showModal();
  find(dialog, "[data-stay]").onclick = () => dialog.close();
  return dialog;
}
