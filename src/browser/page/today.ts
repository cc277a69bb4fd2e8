import { afterWait } from "./after-wait.js";
import { announce } from "./announce.js";
import { request } from "./request.js";
import type { Socket } from "./socket.js";
import { Timer } from "./timer.js";

const FRAGMENT = { "HX-Request": "true", "HX-Request-Type": "partial" };
const GATHER_MS = 200;

/** Keeps a counsellor's day current: who is waiting, what comes next, and what is left to do. */
export class LiveToday {
  private readonly watched = new Set<string>();
  private readonly gathering = new Timer();

  constructor(
    private place: HTMLElement,
    private readonly socket: Socket,
  ) {
    socket.on("open", () => {
      this.watched.clear();
      this.watchRooms();
    });
    socket.on("room.presence", () => this.renewSoon());
    socket.on("room.ended", () => this.renewSoon());
    document.body.addEventListener("unread", () => this.renewSoon());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this.renewSoon();
    });
    this.renewWhenDue();
  }

  /** Follows who is in the open rooms, in each once. */
  private watchRooms(): void {
    for (const appointmentId of (this.place.dataset.watched ?? "").split(" ")) {
      if (appointmentId === "" || this.watched.has(appointmentId)) continue;
      if (this.socket.send({ type: "room.watch", appointmentId })) this.watched.add(appointmentId);
    }
  }

  private renewWhenDue(): void {
    afterWait(Number(this.place.dataset.renewInMs), () => {
      if (!document.hidden) this.renewSoon();
      this.renewWhenDue();
    });
  }

  /** Changes that come together are fetched once. */
  private renewSoon(): void {
    this.gathering.restart(GATHER_MS, () => void this.renew().catch(() => undefined));
  }

  private async renew(): Promise<void> {
    const answer = await request("/dashboard/today", { headers: FRAGMENT });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector<HTMLElement>("[data-today]");
    if (fresh) this.show(fresh);
    this.watchRooms();
  }

  /** Leaves a part alone that says the same, and keeps the focus on a link that is still there. */
  private show(fresh: HTMLElement): void {
    if (fresh.outerHTML === this.place.outerHTML) return;
    const before = waitingWords(this.place);
    const focused = this.place.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
    this.place.replaceWith(fresh);
    this.place = fresh;
    if (focused) fresh.querySelector<HTMLElement>(`a[href="${CSS.escape(focused)}"]`)?.focus();
    const now = waitingWords(fresh);
    if (now !== "" && now !== before) announce(now);
  }
}

const waitingWords = (place: HTMLElement): string =>
  Array.from(place.querySelectorAll("[data-waiting]"), (each) => each.textContent).join(" ");
