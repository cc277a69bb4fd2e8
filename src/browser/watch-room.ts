import type { Socket } from "./socket.js";

/** On an appointment's page: says who is in its session room, and renews the page's part about it when that opens or closes. */
export function watchRoom(place: HTMLElement, socket: Socket): void {
  const appointmentId = place.dataset.roomWatch!;
  const words = document.createElement("p");
  words.setAttribute("role", "status");
  place.append(words);

  socket.on("open", () => socket.send({ type: "room.watch", appointmentId }));
  socket.on("room.presence", (presence) => {
    const names = [presence.here.client, presence.here.counsellor].flatMap((visit) => visit?.name ?? []);
    words.textContent = names.length > 0 ? `In the session room now: ${names.join(" and ")}.` : "";
  });
  socket.on("room.ended", () => void renew());
  renewAt(place, renew);

  /** Takes the part anew from the server; where it is gone, the session is over. A half-written message is left alone. */
  async function renew(): Promise<void> {
    const response = await fetch(location.href);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector<HTMLElement>(`[data-room-watch="${appointmentId}"]`);
    if (fresh) return place.replaceChildren(...fresh.childNodes, words);
    const link = document.createElement("a");
    link.href = location.pathname;
    link.textContent = "See what happened";
    words.replaceChildren("This session is over. ", link);
    place.replaceChildren(words);
  }
}

const AGAIN_MS = 5000;

/** Calls `renew` when the moment in `data-opens-at` has come, until the join button is there: clocks differ. */
function renewAt(place: HTMLElement, renew: () => Promise<void>): void {
  const wait = Math.max(0, Date.parse(place.dataset.opensAt ?? "") - Date.now());
  if (place.querySelector(".button") || !(wait < 2 ** 31)) return;
  setTimeout(() => {
    renew()
      .catch(() => undefined)
      .finally(() => setTimeout(() => renewAt(place, renew), AGAIN_MS));
  }, wait);
}
