import { Unavailable } from "./errors.js";

interface Waiting {
  owner: string;
  start: () => void;
}

/** Lets a few do something at once, and fewer of one owner. The others wait in line. */
export class Turns {
  readonly #running = new Map<string, number>();
  readonly #line: Waiting[] = [];
  #count = 0;

  constructor(private readonly options: { most: number; each: number; waitMs: number; busyWords: string }) {}

  /** Waits for a turn and resolves to what ends it, which may be called again. Throws Unavailable where none comes in time. */
  take(owner: string): Promise<() => void> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        owner,
        start: () => {
          clearTimeout(timer);
          resolve(this.#begin(owner));
        },
      };
      const timer = setTimeout(() => {
        this.#line.splice(this.#line.indexOf(waiting), 1);
        reject(new Unavailable(this.options.busyWords));
      }, this.options.waitMs);
      this.#line.push(waiting);
      this.#next();
    });
  }

  #begin(owner: string): () => void {
    this.#add(owner, 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#add(owner, -1);
      this.#next();
    };
  }

  #add(owner: string, change: 1 | -1): void {
    const own = (this.#running.get(owner) ?? 0) + change;
    if (own === 0) this.#running.delete(owner);
    else this.#running.set(owner, own);
    this.#count += change;
  }

  #next(): void {
    if (this.#count >= this.options.most) return;
    const place = this.#line.findIndex(({ owner }) => (this.#running.get(owner) ?? 0) < this.options.each);
    if (place >= 0) this.#line.splice(place, 1)[0]!.start();
  }
}
