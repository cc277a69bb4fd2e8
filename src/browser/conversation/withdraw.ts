import { postForm, Refused } from "../page/plain-requests.js";
import type { Socket } from "../page/socket.js";

const LOOKED_EVERY_MS = 2000;
/** For an answer over the socket, and between two tries. */
const PAUSE_MS = 5000;
const NOT_YET = "Not withdrawn yet. It will be as soon as the connection is back.";

/** Withdraws messages in place, once that is confirmed, and offers it no longer than it is possible. */
export function startWithdrawing(section: HTMLElement, socket: Socket, sayProblem: (words: string) => void): void {
  const conversationId = section.dataset.conversation!;
  const dialog = section.querySelector<HTMLDialogElement>("[data-withdraw-dialog]")!;
  const form = dialog.querySelector("form")!;
  /** Those to be withdrawn. Only the first is ever asked for, because an error does not say which one it is about. */
  let wanted: number[] = [];
  let seq = 0;
  let timer = 0;
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
    wanted = [...wanted.filter((one) => one !== seq), seq];
    askForFirst();
  });
  socket.on("open", askForFirst);
  socket.on("conversation.changed", (row) => {
    if (row.conversationId === conversationId) settle(row.seq);
  });
  socket.on("conversation.messages", (page) => {
    if (page.conversationId === conversationId) page.changed.forEach((row) => settle(row.seq));
  });
  socket.on("error", (error) => {
    if (error.about !== "conversation.withdraw") return;
    if (error.later) sayProblem(error.message);
    else settle(wanted[0], `Not withdrawn. ${error.message}`);
  });
  forgetLate(section);
  setInterval(() => forgetLate(section), LOOKED_EVERY_MS);

  /** Over the socket; where that does not answer soon, by a plain request, and so on until either is answered. */
  function askForFirst(): void {
    clearTimeout(timer);
    const first = wanted[0];
    if (first === undefined) return;
    if (socket.send({ type: "conversation.withdraw", conversationId, seq: first })) {
      timer = setTimeout(() => {
        sayProblem(NOT_YET);
        void askPlainly(first);
      }, PAUSE_MS);
    } else void askPlainly(first);
  }

  async function askPlainly(first: number): Promise<void> {
    const fields = new FormData(form);
    fields.set("seq", String(first));
    try {
      await postForm(form, fields);
      settle(first);
    } catch (error) {
      if (error instanceof Refused && !error.isForLater) {
        if (error.isSignedOut) socket.signOut(error.message);
        settle(first, `Not withdrawn. ${error.message}`);
      } else if (wanted[0] === first) {
        sayProblem(NOT_YET);
        clearTimeout(timer);
        timer = setTimeout(askForFirst, PAUSE_MS);
      }
    }
  }

  /** It is withdrawn, or words say why it cannot be. */
  function settle(done: number | undefined, words = ""): void {
    if (done === undefined || !wanted.includes(done)) return;
    wanted = wanted.filter((one) => one !== done);
    sayProblem(words);
    askForFirst();
  }
}

/** Goes by the time that has passed here since each row came, whatever this machine's clock says. */
function forgetLate(section: HTMLElement): void {
  for (const button of section.querySelectorAll<HTMLElement>("[data-withdraw-ms]")) {
    button.dataset.endsAt ??= String(performance.now() + Number(button.dataset.withdrawMs));
    if (Number(button.dataset.endsAt) < performance.now()) button.remove();
  }
}
