import type { Party, ServerMessages } from "../protocol/messages.js";
import { Call } from "./call.js";
import { sayConnection } from "./connection-words.js";
import { find } from "./find.js";
import { MediaProblem, OwnMedia, type Kind } from "./media.js";
import { newId } from "./new-id.js";
import { startRoomChat } from "./room-chat.js";
import { startEntry } from "./room-entry.js";
import { Stage } from "./room-stage.js";
import { Socket } from "./socket.js";

/** Two people wait for this connection, so it is tried again soon. */
const LONGEST_PAUSE_MS = 4000;

const room = document.querySelector<HTMLElement>("[data-room]");
if (room) {
  room.hidden = false;
  const media = new OwnMedia(() => document.dispatchEvent(new Event("own-media")));
  startEntry(room, media, () => joinSession(room, media));
}

/** From "Join session" on: stays in the room until one leaves, the session ends or another page takes over. */
function joinSession(page: HTMLElement, media: OwnMedia): void {
  const appointmentId = page.dataset.room!;
  const visit = newId();
  const inside = find(page, "[data-inside]");
  const stage = new Stage(find(page, "[data-stage]"), page.dataset.otherName ?? "");
  const socket = new Socket(LONGEST_PAUSE_MS);
  const chat = startRoomChat(find(page, "[data-chat]"), socket);
  let call: Call | null = null;
  let party: Party | null = null;
  let isOver = false;

  find(page, "[data-entry]").hidden = true;
  inside.hidden = false;
  showOwnMedia();

  const join = (): boolean => socket.send({ type: "room.join", appointmentId, visit, ...media.sending });
  socket.on("open", join);
  socket.on("lost", () => call?.lostServer());
  sayConnection(find(page, "[data-problem]"), socket, "The connection to HealSpace is lost. It is being mended…");
  socket.on("room.joined", (joined) => {
    party = joined.party;
    call ??= startCall(joined);
    chat.sendAgain();
  });
  socket.on("room.presence", (presence) => {
    if (!party || isOver) return;
    const other = presence.here[party === "client" ? "counsellor" : "client"];
    stage.showOther(other, presence.liveForMs);
    call?.meet(other);
  });
  socket.on("room.signal", (signal) => void call?.receive(signal).catch(() => undefined));
  socket.on("room.ended", (ended) =>
    ended.how === "completed"
      ? finish("The session has ended.", "The room chat is gone now.")
      : finish("This session was cancelled."),
  );
  socket.on("room.elsewhere", () => finish("You joined from another window.", "The session goes on there.", true));
  socket.on("signedOut", () => finish("You are signed out.", "Please sign in again to go on."));
  socket.on("error", (error) => {
    if (error.about === "room.join") finish(error.message);
  });

  document.addEventListener("own-media", showOwnMedia);
  find(inside, "[data-microphone]").onclick = () => toggle("audio", media.sending.microphone);
  find(inside, "[data-camera]").onclick = () => toggle("video", media.sending.camera);
  find(inside, "[data-leave]").onclick = () => {
    socket.send({ type: "room.leave" });
    finish("You left the session.", "You can come back as long as the room is open.", true);
  };
  askBeforeEnding(inside);

  function startCall(joined: ServerMessages["room.joined"]): Call {
    return new Call({
      party: joined.party,
      iceServers: joined.iceServers,
      track: (kind) => media.track(kind),
      canSend: () => socket.isOpen,
      send: (signal) => socket.send({ type: "room.signal", ...signal }),
      showState: (state) => stage.showState(state),
      showRemote: (track) => stage.showTrack(track),
      showFrames: (decoded) => stage.showFrames(decoded),
    });
  }

  function toggle(kind: Kind, isOn: boolean): void {
    stage.problem(null);
    media.turn(kind, !isOn).catch((error: unknown) => {
      stage.problem(error instanceof MediaProblem ? error.message : "That did not work. Please try again.");
    });
  }

  function showOwnMedia(): void {
    if (isOver) return;
    stage.showOwn(media.stream, media.sending);
    void call?.changeTracks();
    socket.send({ type: "room.sending", ...media.sending });
  }

  function finish(words: string, detail = "", mayRejoin = false): void {
    if (isOver) return;
    isOver = true;
    call?.close();
    socket.close();
    media.close();
    chat.clear();
    sayItIsOver(page, words, detail, mayRejoin);
  }
}

function askBeforeEnding(inside: HTMLElement): void {
  const dialog = inside.querySelector<HTMLDialogElement>("[data-end-dialog]");
  if (!dialog) return;
  find(inside, "[data-end]").onclick = () => dialog.showModal();
  find(dialog, "[data-stay]").onclick = () => dialog.close();
}

function sayItIsOver(page: HTMLElement, words: string, detail: string, mayRejoin: boolean): void {
  page.querySelector<HTMLDialogElement>("dialog[open]")?.close();
  find(page, "[data-inside]").hidden = true;
  find(page, "[data-after]").hidden = false;
  find(page, "[data-after-detail]").textContent = detail;
  const again = find(page, "[data-rejoin]");
  again.hidden = !mayRejoin;
  again.onclick = () => location.reload();
  const heading = find(page, "[data-after-words]");
  heading.textContent = words;
  heading.focus();
}
