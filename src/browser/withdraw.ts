import { postForm, Refused } from "./plain-requests.js";
import type { Socket } from "./socket.js";

const LOOKED_EVERY_MS = 2000;

/** Withdraws messages in place, once that is confirmed, and offers it no longer than it is possible. */
export function startWithdrawing(section: HTMLElement, socket: Socket, sayProblem: (words: string) => void): void {
  const conversationId = section.dataset.conversation!;
  const dialog = section.querySelector<HTMLDialogElement>("[data-withdraw-dialog]")!;
  const form = dialog.querySelector("form")!;
  let seq = 0;
  section.querySelector("#withdraw")!.addEventListener("submit", (event) => {
    seq = Number(((event as SubmitEvent).submitter as HTMLButtonElement).value);
    dialog.returnValue = "";
    dialog.showModal();
    // Only now: a browser without dialogs goes to the page that asks.
    event.preventDefault();
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "withdraw") return;
    sayProblem("");
    if (!socket.send({ type: "conversation.withdraw", conversationId, seq })) void withdrawPlainly();
  });
  socket.on("error", (error) => {
    if (error.about === "conversation.withdraw") sayProblem(error.message);
  });
  forgetLate(section);
  setInterval(() => forgetLate(section), LOOKED_EVERY_MS);

  async function withdrawPlainly(): Promise<void> {
    const fields = new FormData(form);
    fields.set("seq", String(seq));
    try {
      await postForm(form, fields);
    } catch (error) {
      if (error instanceof Refused && error.status === 401) socket.signOut(error.message);
      else sayProblem(error instanceof Refused ? error.message : "Not withdrawn: the connection is lost.");
    }
  }
}

/** Goes by the time that has passed here since each row came, whatever this machine's clock says. */
function forgetLate(section: HTMLElement): void {
  for (const button of section.querySelectorAll<HTMLElement>("[data-withdraw-ms]")) {
    button.dataset.endsAt ??= String(performance.now() + Number(button.dataset.withdrawMs));
    if (Number(button.dataset.endsAt) < performance.now()) button.remove();
  }
}
