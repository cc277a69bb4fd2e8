import { find } from "../page/find.js";
import type { Socket } from "../page/socket.js";

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
    void end(form.action, body).then((problem) => (problem ? tools.problem(problem) : tools.ended()));
  };
}

/** Returns why it was not ended, in the site's own words where it has some; null when it was. */
async function end(url: string, body: URLSearchParams): Promise<string | null> {
  const headers = { "HX-Request": "true", "HX-Request-Type": "partial" };
  try {
    const answer = await fetch(url, { method: "POST", body, headers });
    if (answer.headers.get("HX-Redirect")?.startsWith("/appointments/")) return null;
    if (answer.ok) return "You are signed out. Please sign in again to end the session.";
    const said = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".banner-body p");
    return said?.textContent ?? "The session could not be ended. Please try again.";
  } catch {
    return "The session could not be ended: there is no connection. Please try again.";
  }
}

function startDialog(inside: HTMLElement, name: string): HTMLDialogElement | null {
  const dialog = inside.querySelector<HTMLDialogElement>(`[data-${name}-dialog]`);
  if (!dialog) return null;
  find(inside, `[data-${name}]`).onclick = () => dialog.showModal();
  find(dialog, "[data-stay]").onclick = () => dialog.close();
  return dialog;
}
