import type { Party } from "../protocol/messages.js";
import { OwnMedia } from "./call/media.js";
import { find } from "./page/find.js";
import { NoticeLine } from "./page/notice.js";
import { Socket } from "./page/socket.js";
import { RoomEntry } from "./room/entry.js";
import { sayRoomConnection } from "./room/room-connection.js";
import { RoomSession } from "./room/session.js";
import { StayMemory } from "./room/stay-memory.js";
import { hereWords } from "./room/waiting-words.js";
import { PresenceWatch } from "./room/watch-presence.js";
import { WhereaboutsForm } from "./room/whereabouts.js";

/** Two people wait for this connection, so it is retried soon. */
const LONGEST_PAUSE_MS = 4000;

const page = document.querySelector<HTMLElement>("[data-room]");
if (page) openRoom(page);

/** The page of a room: before joining it shows who is there; "Join session" leads inside. */
function openRoom(page: HTMLElement): void {
  find(document, "[data-script-missing]").remove();
  for (const part of page.querySelectorAll<HTMLElement>("[data-needs-script]")) part.hidden = false;
  const party: Party = page.dataset.party === "client" ? "client" : "counsellor";
  const otherName = page.dataset.otherName ?? "";
  const media = new OwnMedia(
    () => document.dispatchEvent(new Event("own-media")),
    (words) => document.dispatchEvent(new CustomEvent("own-device-lost", { detail: words })),
  );
  const socket = new Socket(LONGEST_PAUSE_MS);
  const memory = new StayMemory(page.dataset.room!);
  const whereabouts = startWhereabouts(page);
  const say = (words: string): void => void (find(page, "[data-say]").textContent = words);
  const notice = new NoticeLine(find(page, "[data-entry-problem]"));
  sayRoomConnection(notice, socket);
  const watch = watchFromEntry(page, socket, party, otherName);

  new RoomEntry({
    page,
    media,
    before: memory.before,
    join: (problem) => {
      watch.stop();
      if (whereabouts) find(page, "[data-own-whereabouts]").append(whereabouts.form);
      whereabouts?.save();
      new RoomSession({ page, party, otherName, media, socket, memory, watch, say }, problem);
    },
  });
  // A page that the browser kept and shows again has closed its devices and its socket.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    memory.forget();
    location.reload();
  });
}

function startWhereabouts(page: HTMLElement): WhereaboutsForm | null {
  const form = page.querySelector<HTMLFormElement>("[data-whereabouts-form]");
  return form && new WhereaboutsForm(form);
}

function watchFromEntry(page: HTMLElement, socket: Socket, party: Party, otherName: string): PresenceWatch {
  const watch = new PresenceWatch(socket, {
    appointmentId: page.dataset.room!,
    party,
    bell: find<HTMLInputElement>(page, "[data-bell]"),
    show: (here) => void (find(page, "[data-here]").textContent = hereWords(otherName, here.other)),
  });
  socket.on("room.ended", () => {
    if (watch.isWatching) location.reload();
  });
  return watch;
}
