import { find } from "../page/find.js";
import { postForm } from "../page/post-form.js";
import { Refused } from "../page/request.js";
import type { Socket } from "../page/socket.js";
import { Timer } from "../page/timer.js";

const EXPIRE_EVERY_MS = 2000;
/** How long an answer over the socket may take, and the pause between two attempts. */
const RETRY_MS = 5000;
const NOT_YET = "Not withdrawn yet. We will withdraw it as soon as the connection is back.";

/** Withdraws messages in place, each after its writer has confirmed it in the section's dialog. */
export class Withdrawing {
  private readonly conversationId: string;
  private readonly dialog: HTMLDialogElement;
  /** The numbers still to withdraw, one request at a time: an error does not say which number it is about. */
  private wanted: number[] = [];
  private readonly timer = new Timer();

  constructor(
    section: HTMLElement,
    private readonly socket: Socket,
    private readonly sayProblem: (words: string) => void,
  ) {
    this.conversationId = section.dataset.conversation!;
    this.dialog = find<HTMLDialogElement>(section, "[data-withdraw-dialog]");
    this.startDialog(section);
    this.followSocket();
  }

  private startDialog(section: HTMLElement): void {
    let seq = 0;
    find(section, "#withdraw").addEventListener("submit", (event) => {
      seq = Number((event.submitter as HTMLButtonElement).value);
      this.dialog.returnValue = "";
      this.dialog.showModal();
      // Cancel the form only now: a browser without dialogs goes to the page that asks.
      event.preventDefault();
    });
    this.dialog.addEventListener("close", () => {
      if (this.dialog.returnValue === "withdraw") this.add(seq);
    });
  }

  private followSocket(): void {
    const socket = this.socket;
    socket.on("open", () => this.askForFirst());
    socket.on("conversation.changed", (row) => {
      if (row.conversationId === this.conversationId) this.settle(row.seq);
    });
    socket.on("conversation.messages", (page) => {
      if (page.conversationId === this.conversationId) page.changed.forEach((row) => this.settle(row.seq));
    });
    socket.on("error", (error) => {
      if (error.about !== "conversation.withdraw") return;
      if (error.later) this.sayProblem(error.message);
      else this.settle(this.wanted[0], `Not withdrawn. ${error.message}`);
    });
  }

  private add(seq: number): void {
    this.sayProblem("");
    this.wanted = [...this.wanted.filter((one) => one !== seq), seq];
    this.askForFirst();
  }

  /** Alternates between the socket and a plain request until one of them is answered. */
  private askForFirst(): void {
    this.timer.stop();
    const first = this.wanted[0];
    if (first === undefined) return;
    const message = { type: "conversation.withdraw", conversationId: this.conversationId, seq: first } as const;
    if (!this.socket.send(message)) return void this.askPlainly(first);
    this.timer.restart(RETRY_MS, () => {
      this.sayProblem(NOT_YET);
      void this.askPlainly(first);
    });
  }

  private async askPlainly(seq: number): Promise<void> {
    const form = find<HTMLFormElement>(this.dialog, "form");
    const fields = new FormData(form);
    fields.set("seq", String(seq));
    try {
      await postForm(form, fields);
      this.settle(seq);
    } catch (error) {
      if (error instanceof Refused && !error.isForLater) this.refused(seq, error);
      else if (this.wanted[0] === seq) this.retryLater();
    }
  }

  private refused(seq: number, error: Refused): void {
    if (error.isSignedOut) this.socket.signOut(error.message);
    this.settle(seq, `Not withdrawn. ${error.message}`);
  }

  private retryLater(): void {
    this.sayProblem(NOT_YET);
    this.timer.restart(RETRY_MS, () => this.askForFirst());
  }

  /** Settles the first number: its message is withdrawn, or words say why it cannot be. */
  private settle(seq: number | undefined, words = ""): void {
    if (seq === undefined || !this.wanted.includes(seq)) return;
    this.wanted = this.wanted.filter((one) => one !== seq);
    this.sayProblem(words);
    this.askForFirst();
  }
}

/** Removes the withdraw button from each message once its time is over, whatever this device's clock says. */
export function expireWithdrawing(section: HTMLElement): void {
  removeExpired(section);
  setInterval(() => removeExpired(section), EXPIRE_EVERY_MS);
}

function removeExpired(section: HTMLElement): void {
  for (const button of section.querySelectorAll<HTMLElement>("[data-withdraw-ms]")) {
    button.dataset.endsAt ??= String(performance.now() + Number(button.dataset.withdrawMs));
    if (Number(button.dataset.endsAt) < performance.now()) button.remove();
  }
}
