const NEAR_THE_END_PX = 60;

/**
 * Keeps the reader's place in a list of messages: at its end as it grows; further up nothing moves, and a button says that there are
 * new messages.
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

  /** Adds a row by `add`, and scrolls to it if it is the reader's own. */
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

  /** Keeps the visible rows in place when earlier rows are added above, and the focus in the list. */
  private restore(): void {
    if (this.box.querySelector(".message") === this.firstRow) return;
    this.box.scrollTop = this.box.scrollHeight - this.fromEnd;
    this.box.focus({ preventScroll: true });
  }
}
