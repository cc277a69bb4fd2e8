import { afterWait } from "../page/after-wait.js";
import { find } from "../page/find.js";
import { linkTo } from "../page/links.js";
import { request } from "../page/request.js";
import type { Socket } from "../page/socket.js";
import { writeWords } from "../page/write-words.js";
import { watchWords } from "./waiting-words.js";
import { PresenceWatch } from "./watch-presence.js";

const RETRY_MS = 5000;

/** On an appointment's page: says who is in the session room, and updates the link to it when the room opens or closes. */
export class RoomWatch {
  private readonly door: HTMLElement;
  private readonly words: HTMLElement;

  constructor(
    private readonly place: HTMLElement,
    socket: Socket,
  ) {
    this.door = find(place, "[data-room-door]");
    this.words = find(place, "[data-here]");
    new PresenceWatch(socket, {
      appointmentId: place.dataset.roomWatch!,
      party: place.dataset.party === "client" ? "client" : "counsellor",
      bell: find<HTMLInputElement>(place, "[data-bell]"),
      show: (here) => writeWords(this.words, watchWords(place.dataset.otherName ?? "", here)),
    });
    socket.on("room.ended", () => void this.renew());
    this.showBell();
    this.renewIn(Number(place.dataset.opensInMs));
  }

  /** Updates the link at that time, and retries until it is there: without a connection it takes longer. */
  private renewIn(ms: number): void {
    if (this.isOpen) return;
    afterWait(ms, () => {
      this.renew()
        .catch(() => undefined)
        .finally(() => this.renewIn(RETRY_MS));
    });
  }

  /** Takes the link from the current page; when it has none, the session is over. Leaves the rest of the page alone. */
  private async renew(): Promise<void> {
    const answer = await request(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const door = page.querySelector(`[data-room-watch="${this.place.dataset.roomWatch}"] [data-room-door]`);
    if (door) this.door.replaceChildren(...door.childNodes);
    else this.sayOver();
    this.showBell();
  }

  private sayOver(): void {
    this.words.replaceChildren("This session is over. ", linkTo("See what happened", location.pathname));
    this.door.replaceChildren();
  }

  private showBell(): void {
    find(this.place, "[data-bell-box]").hidden = !this.isOpen;
  }

  private get isOpen(): boolean {
    return this.door.querySelector(".button") !== null;
  }
}
