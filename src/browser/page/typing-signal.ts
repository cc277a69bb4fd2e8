import { Timer } from "./timer.js";
import { writeWords } from "./write-words.js";

const TELL_EVERY_MS = 3000;
const SHOWN_MS = 5000;

export interface TypingOptions {
  /** The field in which this person types. */
  field: HTMLTextAreaElement;
  /** The place that says that the other person is typing. */
  place: HTMLElement;
  otherName: string;
  /** Tells the other person; false when there is no connection. */
  tell(): boolean;
}

/** Tells the other person that this one is typing, at most every three seconds, and shows for five that they are. */
export class TypingSignal {
  private toldAt = -TELL_EVERY_MS;
  private readonly shown = new Timer();

  constructor(private readonly options: TypingOptions) {
    options.field.addEventListener("input", () => this.tell());
  }

  show(): void {
    writeWords(this.options.place, `${this.options.otherName} is writing…`);
    this.shown.restart(SHOWN_MS, () => this.hide());
  }

  hide(): void {
    writeWords(this.options.place, "");
  }

  /** The text was sent: the next key begins another message. */
  sent(): void {
    this.toldAt = -TELL_EVERY_MS;
  }

  private tell(): void {
    if (performance.now() - this.toldAt < TELL_EVERY_MS) return;
    if (this.options.tell()) this.toldAt = performance.now();
  }
}
