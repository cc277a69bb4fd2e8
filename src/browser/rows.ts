/** The list of messages: rows drawn by the server, and copies of the page's template while one is on its way. */
export class Rows {
  private readonly box: HTMLElement;
  private readonly list: HTMLElement;
  private readonly template: HTMLTemplateElement;

  constructor(section: HTMLElement) {
    this.box = section.querySelector<HTMLElement>(".messages")!;
    this.list = this.box.querySelector("ol")!;
    this.template = section.querySelector("template")!;
    this.showLast();
    // Earlier rows were put on top.
    document.addEventListener("htmx:after:swap", () => this.showDays());
  }

  /** The number of the last row in the list; 0 when there is none. */
  get lastSeq(): number {
    return Math.max(0, ...Array.from(this.list.children, seqOf));
  }

  has(seq: number): boolean {
    return this.list.querySelector(`[data-seq="${seq}"]`) !== null;
  }

  /** Puts a row in its place. The copy that stood for it while it was on its way makes room. */
  add(html: string): void {
    const row = parse(html);
    if (row.dataset.seq && this.has(Number(row.dataset.seq))) return;
    const wasAtEnd = this.isAtEnd();
    const id = row.dataset.clientId;
    if (id) this.list.querySelector(`[data-client-id="${id}"]`)?.remove();
    this.list.insertBefore(row, this.following(seqOf(row)));
    this.showDays();
    this.hideEmptyWords();
    if (wasAtEnd || row.classList.contains("message-own")) this.showLast();
  }

  /** Puts a row in the place of the one with the same number, if that is in the list. */
  replace(html: string): void {
    const row = parse(html);
    this.list.querySelector(`[data-seq="${row.dataset.seq}"]`)?.replaceWith(row);
    this.showDays();
  }

  /** Says of own messages up to this number that the other one has seen them. */
  showSeen(upTo: number): void {
    for (const row of this.list.querySelectorAll<HTMLElement>(".message-own[data-seq]")) {
      const place = row.querySelector(".message-state")!;
      if (seqOf(row) <= upTo && place.textContent === "Sent") place.textContent = "Seen";
    }
  }

  /** Shows a message that is on its way. */
  addPending(id: string, text: string): HTMLElement {
    const row = this.template.content.firstElementChild!.cloneNode(true) as HTMLElement;
    row.dataset.clientId = id;
    row.querySelector(".message-body")!.textContent = text;
    this.list.append(row);
    this.hideEmptyWords();
    this.showLast();
    return row;
  }

  clear(): void {
    this.list.replaceChildren();
  }

  showLast(): void {
    this.box.scrollTop = this.box.scrollHeight;
  }

  /** The first row with a higher number, or the first one that has none yet. */
  private following(seq: number): Element | null {
    if (seq === 0) return null;
    return (
      Array.from(this.list.querySelectorAll(".message")).find((row) => !(seqOf(row) <= seq && seqOf(row) > 0)) ?? null
    );
  }

  /** Each row brings its day; it shows above the first one of it. */
  private showDays(): void {
    let before: string | null = null;
    for (const day of this.list.querySelectorAll<HTMLElement>(".day-separator")) {
      day.hidden = day.textContent === before;
      before = day.textContent;
    }
  }

  private isAtEnd(): boolean {
    return this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < 60;
  }

  private hideEmptyWords(): void {
    this.box.querySelector(".messages-none")?.setAttribute("hidden", "");
  }
}

function seqOf(row: Element): number {
  return Number((row as HTMLElement).dataset.seq ?? 0);
}

function parse(html: string): HTMLElement {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild as HTMLElement;
}
