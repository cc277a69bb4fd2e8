const NEAR_THE_END_PX = 60;

/**
 * Where the reader of a list of messages stands: at its end they stay there as it grows; further up nothing moves, and a button
 * says that something new has come.
 */
export class ScrollPlace {
  private fromEnd = 0;
  private firstRow: Element | null = null;

  constructor(
    private readonly box: HTMLElement,
    private readonly newest: HTMLElement,
  ) {
    this.showLast();
    newest.onclick = () => {
      this.showLast();
      box.focus({ preventScroll: true });
    };
    box.addEventListener("scroll", () => {
      if (this.isAtEnd()) newest.hidden = true;
    });
    document.addEventListener("htmx:before:swap", () => this.note());
    document.addEventListener("htmx:after:swap", () => this.restore());
  }

  showLast(): void {
    this.box.scrollTop = this.box.scrollHeight;
    this.newest.hidden = true;
  }

  /** Runs what adds a row. The reader's own is shown. */
  keepAround(isOwn: boolean, add: () => void): void {
    const wasAtEnd = this.isAtEnd();
    add();
    if (wasAtEnd || isOwn) this.showLast();
    else this.newest.hidden = false;
  }

  private isAtEnd(): boolean {
    return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR_THE_END_PX;
  }

  private note(): void {
    this.fromEnd = this.box.scrollHeight - this.box.scrollTop;
    this.firstRow = this.box.querySelector(".message");
  }

  /** Keeps what the reader had before them in its place when earlier rows were put above, and the keyboard in the list. */
  private restore(): void {
    if (this.box.querySelector(".message") === this.firstRow) return;
    this.box.scrollTop = this.box.scrollHeight - this.fromEnd;
    this.box.focus({ preventScroll: true });
  }
}
