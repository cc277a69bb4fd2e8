import { ScrollPlace } from "../page/scroll-place.js";

/** The list of messages: rows drawn by the server, and copies of the page's template while one is on its way. */
export class Rows {
  readonly box: HTMLElement;
  private readonly list: HTMLElement;
  private readonly template: HTMLTemplateElement;
  private readonly place: ScrollPlace;
  /** Rows that were changed before they were here, by number: they may come as they were read earlier. */
  private readonly changed = new Map<string | undefined, HTMLElement>();

  constructor(section: HTMLElement) {
    this.box = section.querySelector<HTMLElement>(".messages")!;
    this.list = this.box.querySelector("ol")!;
    this.template = section.querySelector("template")!;
    this.place = new ScrollPlace(this.box, section.querySelector<HTMLElement>("[data-newest]")!);
    // Earlier rows were put on top.
    document.addEventListener("htmx:after:swap", () => {
      this.showDays();
      this.list.querySelectorAll("[data-seq]").forEach(keepQuiet);
    });
  }

  /** The number of the last row in the list; 0 when there is none. */
  get lastSeq(): number {
    return Math.max(0, ...Array.from(this.list.children, seqOf));
  }

  /** Whether the list has a row, sent or on its way, that its writer gave this id. */
  hasOwn(id: string): boolean {
    return this.own(id) !== null;
  }

  /**
   * Puts a row in its place, as it looks by now if it was changed meanwhile. The copy that stood for it while it was on its way
   * makes room. Returns its writer's own id for it if that is the reader.
   */
  add(html: string): string | undefined {
    const read = parse(html);
    const row = this.changed.get(read.dataset.seq) ?? read;
    const id = row.dataset.clientId;
    const copy = id ? this.own(id) : null;
    copy?.remove();
    if (copy) keepQuiet(row);
    this.place.keepAround(id !== undefined, () => {
      this.list.insertBefore(row, this.following(seqOf(row)));
      this.showDays();
      this.hideEmptyWords();
    });
    return id;
  }

  /** Puts a withdrawn row in the place of the one with the same number, now or as soon as that comes. */
  replace(html: string): void {
    const row = parse(html);
    const old = this.list.querySelector(`[data-seq="${row.dataset.seq}"]`);
    if (!old) this.changed.set(row.dataset.seq, row);
    if (!old || old.innerHTML === row.innerHTML) return;
    const hadFocus = old.contains(document.activeElement);
    old.replaceWith(row);
    this.showDays();
    if (hadFocus) this.box.focus({ preventScroll: true });
  }

  /** Says of own messages up to this number that the other one has seen them. */
  showSeen(upTo: number): void {
    for (const row of this.list.querySelectorAll<HTMLElement>(".message-own[data-seq]")) {
      const place = row.querySelector(".message-state")!;
      if (seqOf(row) <= upTo && place.textContent === "Sent") place.textContent = "Seen";
    }
  }

  /** Shows a message that is on its way. */
  addPending(id: string, text: string): void {
    const row = this.template.content.firstElementChild!.cloneNode(true) as HTMLElement;
    row.dataset.clientId = id;
    row.querySelector(".message-body")!.textContent = text;
    this.list.append(row);
    this.hideEmptyWords();
    this.place.showLast();
  }

  /** Says what has become of a message on its way; buttons may follow the words. */
  showState(id: string, state: "sending" | "sent" | "failed", words: string, ...buttons: HTMLElement[]): void {
    const row = this.own(id);
    if (!row || row.dataset.seq) return;
    row.dataset.state = state;
    row.querySelector(".message-state")!.replaceChildren(words, ...buttons.flatMap((button) => [" ", button]));
  }

  /** Takes away a message that was on its way. */
  removePending(id: string): void {
    this.list.querySelector(`[data-client-id="${id}"]:not([data-seq])`)?.remove();
  }

  /** The number of the last row that has been before the reader's eyes, as the page stands now; 0 when the list is out of sight. */
  lastInSight(): number {
    const box = this.box.getBoundingClientRect();
    const bottom = Math.min(box.bottom, innerHeight);
    if (Math.max(box.top, 0) >= bottom) return 0;
    const isInSight = (row: Element): boolean => {
      const place = row.getBoundingClientRect();
      return place.top + Math.min(place.height, ENOUGH_PX) <= bottom;
    };
    return seqOf(Array.from(this.list.querySelectorAll(".message[data-seq]")).reverse().find(isInSight) ?? this.list);
  }

  private own(id: string): HTMLElement | null {
    return this.list.querySelector(`[data-client-id="${id}"]`);
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

  private hideEmptyWords(): void {
    this.box.querySelector(".messages-none")?.setAttribute("hidden", "");
  }
}

/** As much of a message as must be visible to count as seen: about a line of it. */
const ENOUGH_PX = 40;

/** What was read out once, or is not new, is not read out when it is put there. */
function keepQuiet(row: Element): void {
  row.setAttribute("aria-live", "off");
}

function seqOf(row: Element): number {
  return Number((row as HTMLElement).dataset.seq ?? 0);
}

function parse(html: string): HTMLElement {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild as HTMLElement;
}
