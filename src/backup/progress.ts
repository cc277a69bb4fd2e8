const EVERY_MS = 1000;

/** Shows how far a command is, about once a second. */
export class Progress {
  #counts = { records: 0, files: 0 };
  #doing = "";
  #saidAt = 0;

  constructor(readonly say: (line: string) => void) {}

  /** Begins to count for something else. */
  begin(doing: string): void {
    this.#doing = doing;
    this.#counts = { records: 0, files: 0 };
    this.#saidAt = performance.now();
  }

  count(what: "records" | "files"): void {
    this.#counts[what] += 1;
    if (performance.now() - this.#saidAt > EVERY_MS) this.finish();
  }

  /** Says what has been counted so far. */
  finish(): void {
    const [records, files] = [this.#counts.records, this.#counts.files].map((count) => count.toLocaleString("en"));
    this.#saidAt = performance.now();
    this.say(`${this.#doing}: ${records} records, ${files} files`);
  }
}
