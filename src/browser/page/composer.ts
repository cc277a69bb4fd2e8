import { saysSomething } from "../../protocol/says-something.js";
import { find } from "./find.js";
import { maySubmit } from "./post-form.js";

/** The key code of an Enter that confirms an input method's word: Safari sends it after `compositionend`. */
const CONFIRMS_WORD = 229;

/**
 * The box to write in: hands over what was written and empties it. Enter sends where there is a real keyboard. A text that is too
 * long can be written, and it says by how much, so that nothing of a pasted text is cut off unnoticed.
 */
export class Composer {
  private readonly field: HTMLTextAreaElement;
  private readonly length: LengthNotice;
  private keepsWaiting: (() => Promise<boolean>) | null = null;
  private isSubmitting = false;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly send: (text: string) => void,
  ) {
    this.field = find<HTMLTextAreaElement>(form, "textarea");
    this.length = new LengthNotice(form, this.field);
    form.addEventListener("submit", (event) => this.submitted(event));
    this.field.addEventListener("keydown", (event) => this.sendOnEnter(event));
  }

  /**
   * From now on the form submits itself, which brings its text back after signing in. The text is handed over all the same where the
   * form may not be submitted, and where earlier messages wait: if this browser keeps those (`keepsWaiting`), the page goes to
   * sign in.
   */
  release(keepsWaiting: () => Promise<boolean>): void {
    this.keepsWaiting = keepsWaiting;
  }

  private submitted(event: Event): void {
    if (this.isSubmitting) return;
    event.preventDefault();
    if (this.length.isTooLong()) this.field.focus();
    else if (this.keepsWaiting) void this.leave(this.keepsWaiting);
    else this.handOver();
  }

  private sendOnEnter(event: KeyboardEvent): void {
    const isPlainEnter =
      event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== CONFIRMS_WORD;
    if (!isPlainEnter || !matchMedia("(pointer: fine)").matches) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  private handOver(): void {
    const text = this.field.value.trim();
    if (saysSomething(text)) this.send(text);
    this.field.value = "";
    this.length.show();
    this.field.focus();
  }

  private async leave(keepsWaiting: () => Promise<boolean>): Promise<void> {
    const isFree = await maySubmit();
    if (isFree && !(await keepsWaiting())) return this.submitForm();
    this.handOver();
    // The text is no longer a draft.
    this.field.dispatchEvent(new Event("input"));
    // After signing in, the page loads again and sends everything in order.
    if (isFree && (await keepsWaiting())) location.assign(location.pathname + location.search);
  }

  private submitForm(): void {
    this.isSubmitting = true;
    this.form.requestSubmit();
    this.isSubmitting = false;
  }
}

/** Says beneath a form by how much its text is too long. */
class LengthNotice {
  private readonly most: number;
  private readonly words = document.createElement("p");

  constructor(
    form: HTMLFormElement,
    private readonly field: HTMLTextAreaElement,
  ) {
    this.most = field.maxLength;
    field.removeAttribute("maxlength");
    this.words.className = "composer-problem field-error";
    this.words.setAttribute("role", "status");
    form.after(this.words);
    field.addEventListener("input", () => this.show());
  }

  isTooLong(): boolean {
    this.show();
    return this.over > 0;
  }

  show(): void {
    this.words.textContent =
      this.over > 0 ? `This message is ${this.over} characters too long. Please send it in parts.` : "";
  }

  private get over(): number {
    return this.field.value.trim().length - this.most;
  }
}
