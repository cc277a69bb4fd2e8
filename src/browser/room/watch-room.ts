import { afterWait } from "../page/after-wait.js";
import { ArrivalBell } from "./arrival-bell.js";
import { ArrivalTracker } from "./arrival-tracker.js";
import { find } from "../page/find.js";
import type { Socket } from "../page/socket.js";
import { watchWords } from "./waiting-words.js";
import { writeWords } from "../page/write-words.js";

/**
 * On an appointment's page: says who is in its session room and rings when the other person comes, and renews the way in when
 * the room opens or closes.
 */
export function watchRoom(place: HTMLElement, socket: Socket): void {
  const appointmentId = place.dataset.roomWatch!;
  const otherName = place.dataset.otherName ?? "";
  const own = place.dataset.party === "client" ? "client" : "counsellor";
  const other = own === "client" ? "counsellor" : "client";
  const door = find(place, "[data-room-door]");
  const words = find(place, "[data-here]");
  const bellBox = find(place, "[data-bell-box]");
  const bell = new ArrivalBell(find(bellBox, "[data-bell]"));
  const arrivals = new ArrivalTracker();
  const showBell = (): void => void (bellBox.hidden = !isOpen(door));

  showBell();
  socket.on("open", () => socket.send({ type: "room.watch", appointmentId }));
  socket.on("room.presence", (presence) => {
    const here = presence.here;
    writeWords(words, watchWords(otherName, { own: here[own] !== null, other: here[other] !== null }));
    if (arrivals.look(here[other]) === "arrived" && !here[own]) bell.ring();
  });
  socket.on("room.ended", () => void renew());
  renewIn(Number(place.dataset.opensInMs), door, renew);

  /** Takes the way in anew from the server; where it is gone, the session is over. A half-written message is left alone. */
  async function renew(): Promise<void> {
    const response = await fetch(location.href);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector<HTMLElement>(`[data-room-watch="${appointmentId}"] [data-room-door]`);
    if (fresh) door.replaceChildren(...fresh.childNodes);
    else sayOver();
    showBell();
  }

  function sayOver(): void {
    const link = document.createElement("a");
    link.href = location.pathname;
    link.textContent = "See what happened";
    words.replaceChildren("This session is over. ", link);
    door.replaceChildren();
  }
}

const AGAIN_MS = 5000;

/** Calls `renew` in so many milliseconds, and then until the join button is there: where the line is cut it has to wait. */
function renewIn(ms: number, door: HTMLElement, renew: () => Promise<void>): void {
  if (isOpen(door)) return;
  afterWait(ms, () => {
    renew()
      .catch(() => undefined)
      .finally(() => renewIn(AGAIN_MS, door, renew));
  });
}

function isOpen(door: HTMLElement): boolean {
  return door.querySelector(".button") !== null;
}
