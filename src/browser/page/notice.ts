import { writeWords } from "./write-words.js";

/** A place for one line of words that several parts of a page use: each takes back its own words, never another's. */
export class NoticeLine {
  private latest: object | null = null;

  constructor(private readonly place: HTMLElement) {}

  /** Shows words, which nodes may follow. Returns what takes them back, and does nothing once others are shown. */
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
