import type { Party } from "../protocol/messages.js";
import { ArrivalBell } from "./room/arrival-bell.js";
import { ArrivalTracker } from "./room/arrival-tracker.js";
import { sayConnection } from "./page/connection-words.js";
import { find } from "./page/find.js";
import { OwnMedia } from "./call/media.js";
import { startEntry } from "./room/room-entry.js";
import { RoomSession } from "./room/room-session.js";
import { Socket } from "./page/socket.js";
import { StayMemory } from "./room/stay-memory.js";
import { hereWords } from "./room/waiting-words.js";
import { startWhereaboutsForm } from "./room/whereabouts.js";

/** Two people wait for this connection, so it is tried again soon. */
const LONGEST_PAUSE_MS = 4000;

const page = document.querySelector<HTMLElement>("[data-room]");
if (page) openRoom(page);

/** The page of a room: before joining it shows who is there; "Join session" leads inside. */
function openRoom(page: HTMLElement): void {
  for (const part of page.querySelectorAll<HTMLElement>("[data-needs-script]")) part.hidden = false;
  const appointmentId = page.dataset.room!;
  const other: Party = page.dataset.party === "client" ? "counsellor" : "client";
  const otherName = page.dataset.otherName ?? "";
  const media = new OwnMedia(() => document.dispatchEvent(new Event("own-media")));
  const socket = new Socket(LONGEST_PAUSE_MS);
  const bell = new ArrivalBell(find(page, "[data-bell]"));
  const arrivals = new ArrivalTracker();
  const form = page.querySelector<HTMLFormElement>("[data-whereabouts-form]");
  const saveWhereabouts = form ? startWhereaboutsForm(form) : () => Promise.resolve();
  let isInside = false;

  const say = (words: string): void => void (find(page, "[data-say]").textContent = words);
  sayConnection(find(page, "[data-entry-problem]"), socket, "The connection to HealSpace is lost. It is being mended…");
  socket.on("open", () => {
    if (!isInside) socket.send({ type: "room.watch", appointmentId });
  });
  socket.on("room.presence", (presence) => {
    if (isInside) return;
    find(page, "[data-here]").textContent = hereWords(otherName, presence.here[other]);
    if (arrivals.look(presence.here[other]) === "arrived") bell.ring();
  });
  socket.on("room.ended", () => {
    if (!isInside) location.reload();
  });

  const memory = new StayMemory(appointmentId);
  const goIn = (problem: string | null): void => {
    isInside = true;
    void saveWhereabouts();
    if (form) find(page, "[data-own-whereabouts]").append(form);
    new RoomSession({ page, media, socket, memory, arrivals, bell, say }, problem);
  };
  startEntry(page, media, goIn, memory.before);
  // A page that was kept and is shown again has let go of everything.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    memory.forget();
    location.reload();
  });
}
