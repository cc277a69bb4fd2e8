import { announce } from "../page/announce.js";
import { signInLink } from "../page/links.js";
import { Refused } from "../page/request.js";

/** What a note's state line says; problems are announced too. */
export class StateLine {
  constructor(
    private readonly line: HTMLElement,
    private readonly isKept: boolean,
  ) {}

  say(words: string): void {
    this.line.textContent = words;
  }

  /** Says why a save failed, and what happens next. */
  sayProblem(error: unknown): void {
    const words = this.problemWords(error);
    if (this.line.textContent?.startsWith(words)) return;
    this.line.textContent = words;
    if (isSignedOut(error)) this.line.append(" ", signInLink());
    announce(words);
  }

  /** Says that both texts are needed to choose from, with a button that shows them. */
  offerChoice(words: string, button: string, choose: () => void): void {
    offer(this.line, words, button, choose);
  }

  /** The same above the line, where it stays whatever the line says next. */
  offerAbove(words: string, button: string, choose: () => Promise<void>): void {
    const above = document.createElement("p");
    above.className = "small";
    this.line.before(above);
    offer(above, words, button, () => void choose());
  }

  private problemWords(error: unknown): string {
    const kept = this.isKept ? "Your text is kept in this browser." : "Keep this page open.";
    if (isSignedOut(error)) return `You are signed out, so this is not saved yet. ${kept}`;
    if (error instanceof Refused && !error.isForLater) return `${error.message} ${kept}`;
    return `Not saved yet: the server cannot be reached. ${kept} We will keep trying.`;
  }
}

const isSignedOut = (error: unknown): boolean => error instanceof Refused && error.isSignedOut;

function offer(place: HTMLElement, words: string, button: string, choose: () => void): void {
  const chooser = document.createElement("button");
  chooser.type = "button";
  chooser.className = "button button-quiet";
  chooser.textContent = button;
  chooser.addEventListener("click", choose);
  place.classList.add("row");
  place.replaceChildren(`${words} `, chooser);
  announce(words);
}
