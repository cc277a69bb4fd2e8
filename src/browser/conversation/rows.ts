import { MessageList } from "../page/message-list.js";
import { writeWords } from "../page/write-words.js";

/** The messages of a conversation: rows drawn by the server, and the reader's own that it has not confirmed. */
export class MessageRows extends MessageList {
  /** Rows that changed before they arrived, by number: an older version may still come. */
  private readonly changed = new Map<string | undefined, HTMLElement>();

  constructor(section: HTMLElement) {
    super(section);
    // Earlier rows were added on top. Captured, because the reader's place, which is restored next, depends on the rows' heights.
    const tidy = (): void => {
      this.showDays();
      this.list.querySelectorAll("[data-seq]").forEach(keepQuiet);
    };
    document.addEventListener("htmx:after:swap", tidy, { capture: true });
  }

  /** The number of the last row; 0 when there is none. */
  get lastSeq(): number {
    return Math.max(0, ...Array.from(this.list.children, seqOf));
  }

  /**
   * Puts the latest version of a row in its place, and removes its unconfirmed copy. Returns the client's id if the reader wrote it.
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

  /** Replaces the row with the same number, now or when it arrives. */
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

  /** Marks the reader's own messages up to this number as seen, except withdrawn ones. */
  showSeen(upTo: number): void {
    for (const state of this.list.querySelectorAll(".message-own[data-seq] .message-state:not(:empty)")) {
      if (seqOf(state.closest("li")!) <= upTo) writeWords(state, "Seen");
    }
  }

  override addOwn(id: string, text: string): void {
    super.addOwn(id, text);
    this.hideEmptyWords();
  }

  /** Removes an unconfirmed message. */
  removePending(id: string): void {
    this.list.querySelector(`[data-client-id="${id}"]:not([data-seq])`)?.remove();
  }

  /** The number of the last row in view; 0 when the list is out of view. */
  lastInView(): number {
    const box = this.box.getBoundingClientRect();
    const bottom = Math.min(box.bottom, innerHeight);
    if (Math.max(box.top, 0) >= bottom) return 0;
    const isInView = (row: Element): boolean => {
      const place = row.getBoundingClientRect();
      return place.top + Math.min(place.height, ENOUGH_PX) <= bottom;
    };
    return seqOf(Array.from(this.list.querySelectorAll(".message[data-seq]")).reverse().find(isInView) ?? this.list);
  }

  /** The first row with a higher number, or without one. */
  private following(seq: number): Element | null {
    if (seq === 0) return null;
    return (
      Array.from(this.list.querySelectorAll(".message")).find((row) => !(seqOf(row) <= seq && seqOf(row) > 0)) ?? null
    );
  }

  /** Each row contains its day; only the first row of a day shows it. */
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

/** How much of a message must be visible for it to count as seen: about a line. */
const ENOUGH_PX = 40;

/** Keeps screen readers from announcing a row that is not new. */
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
