import type { Party, Presence, ServerMessages } from "../protocol/messages.js";
import { showCallWords, showLineNote } from "./call-panel.js";
import { Call } from "./call.js";
import { sayConnection } from "./connection-words.js";
import { startCounsellorTools } from "./counsellor-tools.js";
import { find } from "./find.js";
import { MediaProblem, type Kind, type OwnMedia } from "./media.js";
import { MeetingSource } from "./meeting-source.js";
import { newId } from "./new-id.js";
import { showEnding, showOutcome, type Ending } from "./room-after.js";
import { RoomChat } from "./room-chat.js";
import { RoomClock } from "./room-clock.js";
import { Stage } from "./room-stage.js";
import { startTools } from "./room-tools.js";
import type { Socket } from "./socket.js";
import type { StayMemory } from "./stay-memory.js";
import { UnreadMark } from "./unread-mark.js";
import { fateWords } from "./waiting-words.js";
import { WhereaboutsPanel } from "./whereabouts.js";

export interface Surroundings {
  page: HTMLElement;
  media: OwnMedia;
  socket: Socket;
  memory: StayMemory;
  /** Speaks to those who do not see. */
  say: (words: string) => void;
}

/** From "Join session" on: stays in the room until one leaves, the session ends or another page takes over. */
export function joinSession(around: Surroundings): void {
  const page = around.page;
  const media = around.media;
  const socket = around.socket;
  const party: Party = page.dataset.party === "client" ? "client" : "counsellor";
  const otherName = page.dataset.otherName ?? "";
  const visit = newId();
  const inside = find(page, "[data-inside]");
  const stage = new Stage(find(page, "[data-stage]"), otherName);
  const clock = new RoomClock(find(page, "[data-clock]"), around.say);
  const unread = new UnreadMark(find(page, "[data-to-chat]"), find(page, "[data-chat]"));
  const whereabouts = new WhereaboutsPanel(page.querySelector("[data-whereabouts]"));
  const chat = new RoomChat({
    section: find(page, "[data-chat]"),
    otherName,
    send: (message) => socket.send(message),
    onMessage: () => unread.add(),
  });
  const tools = startTools(inside, { sending: () => media.sending, turn, say: around.say });
  let call: Call | null = null;
  let isOver = false;

  find(page, "[data-entry]").hidden = true;
  inside.hidden = false;
  find(inside, "[data-stage]").focus();
  showOwnMedia();
  document.addEventListener("own-media", showOwnMedia);
  startCounsellorTools(inside, socket, (words) => stage.problem(words));
  find(inside, "[data-leave]").onclick = () => {
    socket.send({ type: "room.leave" });
    finish({
      words: "You left the session.",
      detail: "You can come back as long as the room is open.",
      mayRejoin: true,
    });
  };

  const join = (): boolean =>
    socket.send({ type: "room.join", appointmentId: page.dataset.room!, visit, ...media.sending });
  join();
  socket.on("open", join);
  socket.on("lost", () => call?.lostServer());
  sayConnection(find(page, "[data-problem]"), socket, "The connection to HealSpace is lost. It is being mended…");
  socket.on("room.joined", (joined) => {
    call ??= startCall(joined);
    chat.catchUp();
  });
  socket.on("room.presence", (presence) => {
    if (call && !isOver) takePresence(presence, call);
  });
  socket.on("room.signal", (signal) => void call?.receive(signal).catch(() => undefined));
  socket.on("room.chat", (message) => chat.receive(message, party));
  socket.on("room.got", (got) => chat.confirm(got.clientId));
  socket.on("room.typing", () => chat.showTyping(true));
  socket.on("room.whereabouts", (said) => whereabouts.show(said));
  socket.on("room.ended", (ended) => {
    const isCancelled = ended.how === "cancelled";
    finish(
      isCancelled
        ? { words: "This session was cancelled." }
        : { words: "The session has ended.", detail: "The room chat is gone now." },
    );
    if (isCancelled) void showOutcome(page).catch(() => undefined);
  });
  socket.on("room.elsewhere", () =>
    finish({ words: "You joined from another window.", detail: "The session goes on there.", mayRejoin: true }),
  );
  socket.on("signedOut", (why) => finish({ words: why, detail: "Please sign in again to go on." }));
  socket.on("error", (error) => {
    if (error.about === "room.join") finish({ words: error.message });
    if (error.about === "room.chat" && error.clientId) chat.refuse(error.clientId, error.message);
  });

  function takePresence(presence: Presence, running: Call): void {
    const other = presence.here[party === "client" ? "counsellor" : "client"];
    const givenUpAt = page.dataset.givenUpAt ?? "";
    const isPaid = page.dataset.isPaid === "true";
    stage.showOther(other, fateWords({ party, otherName, givenUpAt, isPaid, refundIfAlone: presence.refundIfAlone }));
    clock.take(presence);
    running.meet(other);
    chat.meet(other);
    if (!other && presence.liveForMs !== null) whereabouts.open();
  }

  function startCall(joined: ServerMessages["room.joined"]): Call {
    return new Call({
      party: joined.party,
      meetings: new MeetingSource(socket, joined),
      track: (kind) => media.track(kind),
      isSharing: () => media.isSharing,
      canSend: () => socket.isOpen,
      send: (signal) => socket.send({ type: "room.signal", ...signal }),
      showState(state) {
        stage.showState(state);
        if (state === "mending") whereabouts.open();
      },
      showRemote: (track) => stage.showTrack(track),
      showFrames: (decoded) => stage.showFrames(decoded),
      showWords: (words) => showCallWords(inside, words),
      showNote: (note) => showLineNote(inside, note, () => call?.overrule()),
    });
  }

  function turn(kind: Kind, on: boolean): void {
    stage.problem(null);
    media.turn(kind, on).catch((error: unknown) => {
      stage.problem(error instanceof MediaProblem ? error.message : "That did not work. Please try again.");
    });
  }

  function showOwnMedia(): void {
    if (isOver) return;
    const kinds = (["audio", "video"] as const).filter((kind) => media.track(kind) !== null);
    around.memory.keep({ kinds, muted: !media.sending.microphone });
    stage.showOwn(media.stream, media.sending);
    tools.show();
    void call?.changeTracks();
    if (call) socket.send({ type: "room.sending", ...media.sending });
  }

  function finish(ending: Omit<Ending, "bytes">): void {
    if (isOver) return;
    isOver = true;
    around.memory.forget();
    call?.close();
    socket.close();
    media.close();
    chat.clear();
    showEnding(page, { ...ending, bytes: call?.bytesUsed ?? null });
  }
}
