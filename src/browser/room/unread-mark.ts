import { find } from "../page/find.js";
import { countInTitle } from "../page/title-count.js";

/** Counts the messages that came while the room chat was out of sight, on the button that leads to it and in the title. */
export class UnreadMark {
  private isSeen = false;
  private count = 0;

  constructor(
    private readonly button: HTMLElement,
    chat: HTMLElement,
  ) {
    new IntersectionObserver((entries) => {
      this.isSeen = entries[entries.length - 1]?.isIntersecting === true;
      this.look();
    }).observe(find(chat, ".messages"));
    for (const change of ["visibilitychange", "fullscreenchange"]) {
      document.addEventListener(change, () => this.look());
    }
  }

  add(): void {
    this.count += 1;
    this.look();
  }

  private look(): void {
    if (this.isSeen && !document.hidden && !document.fullscreenElement) this.count = 0;
    countInTitle(this.count > 0 ? String(this.count) : "");
    const mark = find(this.button, "[data-unread]");
    mark.hidden = this.count === 0;
    find(mark, "[data-count]").textContent = String(this.count);
  }
}
