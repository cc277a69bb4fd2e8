import { writeWords } from "./write-words.js";

/** One line of words that several parts of a page share: each can remove its own words, never another's. */
export class NoticeLine {
  private latest: object | null = null;

  constructor(private readonly place: HTMLElement) {}

  /** Shows words, and nodes after them. Returns a function that removes them unless others have replaced them. */
  say(words: string, ...nodes: Node[]): () => void {
    const own = (this.latest = {});
    writeWords(this.place, words);
    this.place.append(...nodes);
    this.place.hidden = false;
    return () => {
      if (this.latest === own) this.clear();
    };
  }

  clear(): void {
    this.latest = null;
    this.place.hidden = true;
  }
}
