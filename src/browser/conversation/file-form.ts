import { find } from "../page/find.js";
import { newId } from "../page/new-id.js";
import { postForm } from "../page/post-form.js";
import { Refused } from "../page/request.js";
import type { Socket } from "../page/socket.js";

/** Sends a file without leaving the page, so that nothing typed is lost. Its row arrives like any other. */
export class FileForm {
  private readonly form: HTMLFormElement;
  private readonly field: HTMLInputElement;
  private readonly state: HTMLElement;
  private readonly button: HTMLButtonElement;

  constructor(
    private readonly details: HTMLDetailsElement,
    private readonly socket: Socket,
  ) {
    this.form = find<HTMLFormElement>(details, "form");
    this.field = find<HTMLInputElement>(this.form, "[type=file]");
    this.state = find(details, "[data-sending]");
    this.button = find<HTMLButtonElement>(this.form, "button");
    // Another file is another message, even if the earlier one was stored without our knowing.
    this.field.addEventListener("change", () => this.renewId());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
  }

  /** Puts a file into the form for the person to check and send. */
  attach(file: File): void {
    if (this.details.hidden || this.button.disabled) return;
    const files = new DataTransfer();
    files.items.add(file);
    this.field.files = files.files;
    this.renewId();
    this.details.open = true;
    this.state.textContent = `“${file.name}” is ready to send.`;
    this.button.focus();
  }

  private async send(): Promise<void> {
    this.button.disabled = true;
    this.state.textContent = "Sending…";
    try {
      await postForm(this.form);
      this.sent();
    } catch (error) {
      this.failed(error);
    }
    this.button.disabled = false;
  }

  private sent(): void {
    this.state.textContent = "";
    this.form.reset();
    this.renewId();
    this.details.open = false;
  }

  private failed(error: unknown): void {
    const words = error instanceof Refused ? error.message : "The connection was lost. Please try again.";
    this.state.textContent = `Not sent. ${words}`;
    if (error instanceof Refused && error.isSignedOut) this.socket.signOut(words);
  }

  private renewId(): void {
    find<HTMLInputElement>(this.form, "[name=clientId]").value = newId();
  }
}
