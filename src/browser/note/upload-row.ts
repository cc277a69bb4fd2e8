import type { Upload } from "./upload.js";

/** A file on its way, in the list below the form: its name, how far it is, and a button that stops it. */
export class UploadRow {
  isCancelled = false;
  private readonly row = document.createElement("li");
  private readonly words = document.createElement("span");
  private readonly progress = document.createElement("progress");
  private readonly button = document.createElement("button");
  private running: Upload<unknown> | null = null;

  constructor(
    list: HTMLElement,
    private readonly name: string,
  ) {
    this.row.className = "upload";
    this.words.dir = "auto";
    this.words.textContent = name;
    this.progress.max = 1;
    this.progress.setAttribute("aria-label", `Attaching ${name}`);
    this.button.type = "button";
    this.button.className = "button button-link";
    this.say("Cancel");
    this.button.addEventListener("click", () => this.stop());
    this.row.append(this.words, this.progress, this.button);
    list.append(this.row);
  }

  /** Has the button stop this upload. */
  follow<T>(running: Upload<T>): Upload<T> {
    this.running = running;
    if (this.isCancelled) running.cancel();
    return running;
  }

  /** Shows how much of the file has arrived, from 0 to 1. */
  show(share: number): void {
    // Once all of it has arrived, it is checked and encrypted, which takes a moment of unknown length.
    if (share < 1) this.progress.value = share;
    else this.progress.removeAttribute("value");
  }

  /** Says why the file was not attached, until its reader takes the row away. */
  fail(why: string): void {
    this.progress.remove();
    this.words.className = "field-error";
    this.words.setAttribute("role", "alert");
    this.words.textContent = `${this.name} was not attached. ${why}`;
    this.say("Dismiss");
  }

  remove(): void {
    this.row.remove();
  }

  private stop(): void {
    this.isCancelled = true;
    this.running?.cancel();
    this.remove();
  }

  private say(verb: string): void {
    this.button.textContent = verb;
    this.button.setAttribute("aria-label", `${verb} ${this.name}`);
  }
}
